package se.kvitta.ledger;

/** An account of the chart: four digits and the name the accountant knows it by. */
public record Account(String number, String name) {

    public Account {
        if (!number.matches("[1-9]\\d{3}")) {
            throw new IllegalArgumentException("'" + number + "' is no account: an account is four digits");
        }
    }

    @Override
    public String toString() {
        return number + " " + name;
    }
}
