/** Benchmarks, run by {@code mvn verify -Pbench} only: figures beside baselines of the same run, and no limits on time. */
package se.kvitta.bench;
