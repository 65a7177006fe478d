package io.strongroom.server.auth.issuer;

/** The two token endpoints: they differ in a parameter's name and the answer's number format. */
public enum EndpointVersion {
    /** Names what the token is for with {@code resource}. */
    V1,
    /** Names what the token is for with a {@code scope} that ends in {@code /.default}. */
    V2
}
