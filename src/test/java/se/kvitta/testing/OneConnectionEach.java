package se.kvitta.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that refuses a thread a second connection while it holds one. In a service such threads wait for each other as
 * soon as they are as many as the pool has connections.
 */
public final class OneConnectionEach extends DelegatingDataSource {

    private final Map<Thread, Throwable> held = new ConcurrentHashMap<>();

    private volatile boolean watched;

    public OneConnectionEach(DataSource database) {
        super(database);
    }

    /** Watches, or not: a start migrates on two connections, and is alone. */
    public void watch(boolean value) {
        watched = value;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Thread thread = Thread.currentThread();
        @Nullable Throwable since = held.get(thread);
        if (since != null && watched) {
            throw new AssertionError("the thread holds a connection already, since", since);
        }
        Connection connection = super.getConnection();
        held.put(thread, new Throwable("here"));
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, args) -> {
                    if (method.getName().equals("close")) {
                        held.remove(thread);
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }
}
