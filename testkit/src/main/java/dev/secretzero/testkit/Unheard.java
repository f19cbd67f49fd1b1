package dev.secretzero.testkit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A request whose answer nobody hears.
final class Unheard extends HttpExchange {

    private final HttpExchange asked;
    private final Headers answered = new Headers();
    private int status = -1;

    Unheard(HttpExchange asked) {
        this.asked = asked;
    }

    @Override
    public Headers getRequestHeaders() {
        return asked.getRequestHeaders();
    }

    @Override
    public Headers getResponseHeaders() {
        return answered;
    }

    @Override
    public URI getRequestURI() {
        return asked.getRequestURI();
    }

    @Override
    public String getRequestMethod() {
        return asked.getRequestMethod();
    }

    @Override
    public HttpContext getHttpContext() {
        return asked.getHttpContext();
    }

    @Override
    public void close() {}

    @Override
    public InputStream getRequestBody() {
        return asked.getRequestBody();
    }

    @Override
    public OutputStream getResponseBody() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void sendResponseHeaders(int code, long length) {
        status = code;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return asked.getRemoteAddress();
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return asked.getLocalAddress();
    }

    @Override
    public String getProtocol() {
        return asked.getProtocol();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return asked.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        asked.setAttribute(name, value);
    }

    @Override
    public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
        asked.setStreams(in, out);
    }

    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return asked.getPrincipal();
    }
}
