package se.kvitta.source.paypal;

import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.ExceptionHandler;
import org.springframework.stereotype.Component;

/** A download that fails is a fault of the route, not the end of the reports. */
@Component("paypalCutDownload")
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
