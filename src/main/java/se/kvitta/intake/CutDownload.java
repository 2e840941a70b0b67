package se.kvitta.intake;

import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.ExceptionHandler;
import org.springframework.stereotype.Component;

/**
 * A download that fails is a fault of the route. Camel would only log it, and the route would take it for «no more files»:
 * a file that can never be downloaded would be told to nobody.
 */
@Component("cutDownload")
class CutDownload implements ExceptionHandler {

    @Override
    public void handleException(Throwable exception) {
        throw RuntimeCamelException.wrapRuntimeCamelException(exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        handleException(exception);
    }
}
