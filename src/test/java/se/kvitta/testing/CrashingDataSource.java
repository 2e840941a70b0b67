package se.kvitta.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database whose process dies at a chosen change: at the n-th commit, or statement that commits by itself, either just
 * before it takes effect or just after. From then on it answers nothing, as to a process that is gone.
 */
public final class CrashingDataSource extends DelegatingDataSource {

    private volatile int at;
    private volatile boolean after;
    private final IntSupplier effects;
    private final List<Integer> effectsBefore = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicBoolean dead = new AtomicBoolean();
    private volatile boolean armed;

    /**
     * @param at which change, counted from 1; a very large number only counts
     * @param effects how much the world has been changed: calls made, files written
     */
    public CrashingDataSource(DataSource database, int at, boolean after, IntSupplier effects) {
        super(database);
        this.at = at;
        this.after = after;
        this.effects = effects;
    }

    /** It never dies by itself: {@link #dieIn} says when. */
    public CrashingDataSource(DataSource database) {
        this(database, Integer.MAX_VALUE, false, () -> 0);
        arm();
    }

    /** Dies at the n-th change from now, before or after it. */
    public void dieIn(int more, boolean afterIt) {
        after = afterIt;
        at = changes.get() + more;
    }

    /** Begins to count. What a start writes is not counted before. */
    public void arm() {
        armed = true;
    }

    public int changes() {
        return changes.get();
    }

    /** How much the world had been changed when each change was about to be made. */
    public List<Integer> effectsBefore() {
        return List.copyOf(effectsBefore);
    }

    public boolean isDead() {
        return dead.get();
    }

    /** It was not the process that was gone, but the database, and it is back. */
    public void revive() {
        at = Integer.MAX_VALUE;
        dead.set(false);
    }

    @Override
    public Connection getConnection() throws SQLException {
        requireAlive();
        return proxy(Connection.class, new OnConnection(super.getConnection()));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    private void requireAlive() throws SQLException {
        if (dead.get()) {
            throw new SQLException("the process is dead");
        }
    }

    /** Runs a change, and dies before or after it when it is the one. */
    private Object change(Call call) throws Throwable {
        requireAlive();
        if (!armed) {
            return call.run();
        }
        effectsBefore.add(effects.getAsInt());
        if (changes.incrementAndGet() != at) {
            return call.run();
        }
        if (!after) {
            dead.set(true);
            throw new SQLException("the process died before a change");
        }
        Object result = call.run();
        dead.set(true);
        throw new SQLException("the process died after a change, which answered " + result);
    }

    private interface Call {
        Object run() throws Throwable;
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private final class OnConnection implements InvocationHandler {
        private final Connection connection;

        OnConnection(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Object invoke(Object self, Method method, Object[] args) throws Throwable {
            String name = method.getName();
            if (name.equals("commit")) {
                return change(() -> CrashingDataSource.invoke(connection, method, args));
            }
            if (name.equals("close") || name.equals("rollback") || name.equals("isClosed") || name.equals("unwrap")) {
                // What is open when a process dies is rolled back by the database.
                return CrashingDataSource.invoke(connection, method, args);
            }
            requireAlive();
            Object result = CrashingDataSource.invoke(connection, method, args);
            if (result instanceof Statement statement && method.getReturnType().isInterface()) {
                return Proxy.newProxyInstance(
                        Statement.class.getClassLoader(),
                        new Class<?>[] {method.getReturnType()},
                        new OnStatement(connection, statement));
            }
            return result;
        }
    }

    private final class OnStatement implements InvocationHandler {
        private final Connection connection;
        private final Statement statement;

        OnStatement(Connection connection, Statement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        @Override
        public Object invoke(Object self, Method method, Object[] args) throws Throwable {
            boolean changing = method.getName().startsWith("executeUpdate")
                    || method.getName().equals("executeBatch")
                    || method.getName().equals("executeLargeUpdate");
            if (changing && connection.getAutoCommit()) {
                return change(() -> CrashingDataSource.invoke(statement, method, args));
            }
            if (method.getName().startsWith("execute")) {
                requireAlive();
            }
            return CrashingDataSource.invoke(statement, method, args);
        }
    }
}
