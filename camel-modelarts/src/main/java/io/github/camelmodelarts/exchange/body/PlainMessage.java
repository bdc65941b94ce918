package io.github.camelmodelarts.exchange.body;

import java.util.HashMap;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;

/** A message without a CamelContext and without headers. It lets {@link BodyMapper} map a value that no route delivered. */
final class PlainMessage extends DefaultMessage {

    private PlainMessage() {
        super((Exchange) null);
    }

    /** An exchange with this body. It can't convert types, because type converters belong to a CamelContext. */
    static Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange((CamelContext) null);
        exchange.setIn(new PlainMessage());
        exchange.getIn().setBody(body);
        return exchange;
    }

    /** Sets nothing: the exchange passes null here, which the superclass does not accept. */
    @Override
    public void setCamelContext(CamelContext camelContext) {}

    @Override
    protected Map<String, Object> createHeaders() {
        return new HashMap<>();
    }

    @Override
    public DefaultMessage newInstance() {
        return new PlainMessage();
    }
}
