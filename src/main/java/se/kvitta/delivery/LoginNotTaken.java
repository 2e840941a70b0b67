package se.kvitta.delivery;

import java.time.Duration;
import se.kvitta.reason.Reason;

/** The target refuses our login although it has given it anew, which a task of its own tells: it may take it again by itself. */
public final class LoginNotTaken extends LeaveAlone {

    private static final long serialVersionUID = 1L;

    public LoginNotTaken(Reason reason, Duration pause) {
        super(reason, pause);
    }

    @Override
    LoginNotTaken left(Duration rest) {
        return new LoginNotTaken(reason(), rest);
    }
}
