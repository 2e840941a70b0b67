/** What people see and do: health, metrics, tasks, retries, the login, and the loading of route files. */
@NullMarked
package se.kvitta.operations;

import org.jspecify.annotations.NullMarked;
