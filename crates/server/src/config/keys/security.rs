//! Authentication, TLS and delegation tokens.

use super::ConfigKey;
use crate::config::key::{boolean, class, double, int, list, long, password, short, string};

config_keys! {
    SECURITY

    /// How long a SASL session lasts before the client must authenticate again; 0 for ever.
    CONNECTIONS_MAX_REAUTH_MS = "connections.max.reauth.ms", long().default("0").medium().not_yet();
    /// The largest message of a SASL exchange.
    SASL_SERVER_MAX_RECEIVE_SIZE = "sasl.server.max.receive.size", int().default("524288").medium().not_yet();
    /// Java security providers; there is no JVM to use them.
    SECURITY_PROVIDERS = "security.providers", string().low().no_effect();
    /// The Java class that names principals.
    PRINCIPAL_BUILDER_CLASS = "principal.builder.class",
        class().default("org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder")
            .per_broker().medium().no_effect();
    /// Whether clients must show a certificate: required, requested or none.
    SSL_CLIENT_AUTH = "ssl.client.auth",
        string().default("none").one_of(&["required", "requested", "none"]).per_broker().medium().not_yet();
    /// How the name in a client's certificate becomes a principal.
    SSL_PRINCIPAL_MAPPING_RULES = "ssl.principal.mapping.rules", string().default("DEFAULT").low().not_yet();
    /// Whether a new certificate may have another name when it is exchanged at run time.
    SSL_ALLOW_DN_CHANGES = "ssl.allow.dn.changes", boolean().default("false").low().not_yet();
    /// Whether a new certificate may have other alternative names when it is exchanged at run time.
    SSL_ALLOW_SAN_CHANGES = "ssl.allow.san.changes", boolean().default("false").low().not_yet();
    /// The newest TLS version.
    SSL_PROTOCOL = "ssl.protocol", string().default("TLSv1.3").per_broker().medium().not_yet();
    /// Java's TLS provider.
    SSL_PROVIDER = "ssl.provider", string().per_broker().medium().no_effect();
    /// The TLS versions that are spoken.
    SSL_ENABLED_PROTOCOLS = "ssl.enabled.protocols",
        list().default("TLSv1.2,TLSv1.3").per_broker().medium().not_yet();
    /// Format of the key store: JKS, PKCS12 or PEM.
    SSL_KEYSTORE_TYPE = "ssl.keystore.type", string().default("JKS").per_broker().medium().not_yet();
    /// File with this broker's key and certificate.
    SSL_KEYSTORE_LOCATION = "ssl.keystore.location", string().per_broker().medium().not_yet();
    /// Password of the key store.
    SSL_KEYSTORE_PASSWORD = "ssl.keystore.password", password().per_broker().medium().not_yet();
    /// Password of the key in the key store.
    SSL_KEY_PASSWORD = "ssl.key.password", password().per_broker().medium().not_yet();
    /// This broker's key itself, as PEM.
    SSL_KEYSTORE_KEY = "ssl.keystore.key", password().per_broker().medium().not_yet();
    /// This broker's certificate chain itself, as PEM.
    SSL_KEYSTORE_CERTIFICATE_CHAIN = "ssl.keystore.certificate.chain",
        password().per_broker().medium().not_yet();
    /// Format of the trust store: JKS, PKCS12 or PEM.
    SSL_TRUSTSTORE_TYPE = "ssl.truststore.type", string().default("JKS").per_broker().medium().not_yet();
    /// File with the certificates that are trusted.
    SSL_TRUSTSTORE_LOCATION = "ssl.truststore.location", string().per_broker().medium().not_yet();
    /// Password of the trust store.
    SSL_TRUSTSTORE_PASSWORD = "ssl.truststore.password", password().per_broker().medium().not_yet();
    /// The trusted certificates themselves, as PEM.
    SSL_TRUSTSTORE_CERTIFICATES = "ssl.truststore.certificates", password().per_broker().medium().not_yet();
    /// Java's algorithm for key stores.
    SSL_KEYMANAGER_ALGORITHM = "ssl.keymanager.algorithm",
        string().default("SunX509").per_broker().medium().no_effect();
    /// Java's algorithm for trust stores.
    SSL_TRUSTMANAGER_ALGORITHM = "ssl.trustmanager.algorithm",
        string().default("PKIX").per_broker().medium().no_effect();
    /// How the name of the other side is checked: https, or empty for not at all.
    SSL_ENDPOINT_IDENTIFICATION_ALGORITHM = "ssl.endpoint.identification.algorithm",
        string().default("https").per_broker().low().no_effect();
    /// Java's source of random numbers for TLS.
    SSL_SECURE_RANDOM_IMPLEMENTATION = "ssl.secure.random.implementation",
        string().per_broker().low().no_effect();
    /// The cipher suites that are offered; empty for all.
    SSL_CIPHER_SUITES = "ssl.cipher.suites", list().default("").per_broker().medium().not_yet();
    /// The Java class that makes TLS engines.
    SSL_ENGINE_FACTORY_CLASS = "ssl.engine.factory.class", class().per_broker().low().no_effect();
    /// SASL mechanism between brokers.
    SASL_MECHANISM_INTER_BROKER_PROTOCOL = "sasl.mechanism.inter.broker.protocol",
        string().default("GSSAPI").per_broker().medium().not_yet();
    /// The SASL mechanisms that clients may use.
    SASL_ENABLED_MECHANISMS = "sasl.enabled.mechanisms",
        list().default("GSSAPI").per_broker().medium().not_yet();
    /// The Java class that checks credentials.
    SASL_SERVER_CALLBACK_HANDLER_CLASS = "sasl.server.callback.handler.class", class().medium().no_effect();
    /// How a Kerberos principal becomes a short name.
    SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES = "sasl.kerberos.principal.to.local.rules",
        list().default("DEFAULT").per_broker().medium().no_effect();
    /// JAAS configuration of a listener and mechanism.
    SASL_JAAS_CONFIG = "sasl.jaas.config", password().per_broker().medium().not_yet();
    /// The Java class that gives credentials to connections of this broker.
    SASL_CLIENT_CALLBACK_HANDLER_CLASS = "sasl.client.callback.handler.class", class().medium().no_effect();
    /// The Java class that logs this broker in.
    SASL_LOGIN_CLASS = "sasl.login.class", class().medium().no_effect();
    /// The Java class that gives credentials to the login.
    SASL_LOGIN_CALLBACK_HANDLER_CLASS = "sasl.login.callback.handler.class", class().medium().no_effect();
    /// The Kerberos name of brokers.
    SASL_KERBEROS_SERVICE_NAME = "sasl.kerberos.service.name", string().per_broker().medium().no_effect();
    /// Path of kinit.
    SASL_KERBEROS_KINIT_CMD = "sasl.kerberos.kinit.cmd",
        string().default("/usr/bin/kinit").per_broker().medium().no_effect();
    /// When a Kerberos ticket is renewed, as a part of its life.
    SASL_KERBEROS_TICKET_RENEW_WINDOW_FACTOR = "sasl.kerberos.ticket.renew.window.factor",
        double().default("0.8").per_broker().medium().no_effect();
    /// Random part of the time at which a Kerberos ticket is renewed.
    SASL_KERBEROS_TICKET_RENEW_JITTER = "sasl.kerberos.ticket.renew.jitter",
        double().default("0.05").per_broker().medium().no_effect();
    /// The shortest time between two Kerberos logins.
    SASL_KERBEROS_MIN_TIME_BEFORE_RELOGIN = "sasl.kerberos.min.time.before.relogin",
        long().default("60000").per_broker().medium().no_effect();
    /// When a token is renewed, as a part of its life.
    SASL_LOGIN_REFRESH_WINDOW_FACTOR = "sasl.login.refresh.window.factor",
        double().default("0.8").per_broker().medium().no_effect();
    /// Random part of the time at which a token is renewed.
    SASL_LOGIN_REFRESH_WINDOW_JITTER = "sasl.login.refresh.window.jitter",
        double().default("0.05").per_broker().medium().no_effect();
    /// The shortest time between two renewals of a token.
    SASL_LOGIN_REFRESH_MIN_PERIOD_SECONDS = "sasl.login.refresh.min.period.seconds",
        short().default("60").per_broker().medium().no_effect();
    /// How long before its end a token is renewed.
    SASL_LOGIN_REFRESH_BUFFER_SECONDS = "sasl.login.refresh.buffer.seconds",
        short().default("300").per_broker().medium().no_effect();
    /// How long a connection to the token server may take.
    SASL_LOGIN_CONNECT_TIMEOUT_MS = "sasl.login.connect.timeout.ms", int().low().no_effect();
    /// How long an answer of the token server may take.
    SASL_LOGIN_READ_TIMEOUT_MS = "sasl.login.read.timeout.ms", int().low().no_effect();
    /// The longest wait between two tries to get a token.
    SASL_LOGIN_RETRY_BACKOFF_MAX_MS = "sasl.login.retry.backoff.max.ms",
        long().default("10000").low().no_effect();
    /// The first wait between two tries to get a token.
    SASL_LOGIN_RETRY_BACKOFF_MS = "sasl.login.retry.backoff.ms", long().default("100").low().no_effect();
    /// The Java class that gets tokens.
    SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS = "sasl.oauthbearer.jwt.retriever.class",
        class().default("org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever").medium()
            .no_effect();
    /// The Java class that checks tokens.
    SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS = "sasl.oauthbearer.jwt.validator.class",
        class().default("org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator").medium()
            .no_effect();
    /// The scope that this broker asks for in a token.
    SASL_OAUTHBEARER_SCOPE = "sasl.oauthbearer.scope", string().medium().no_effect();
    /// Client id with which this broker gets a token.
    SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID = "sasl.oauthbearer.client.credentials.client.id",
        string().medium().no_effect();
    /// Client secret with which this broker gets a token.
    SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET = "sasl.oauthbearer.client.credentials.client.secret",
        password().medium().no_effect();
    /// How an assertion is signed: RS256 or ES256.
    SASL_OAUTHBEARER_ASSERTION_ALGORITHM = "sasl.oauthbearer.assertion.algorithm",
        string().default("RS256").one_of_ignoring_case(&["ES256", "RS256"]).medium().no_effect();
    /// Audience of an assertion.
    SASL_OAUTHBEARER_ASSERTION_CLAIM_AUD = "sasl.oauthbearer.assertion.claim.aud",
        string().medium().no_effect();
    /// How long an assertion is valid.
    SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS = "sasl.oauthbearer.assertion.claim.exp.seconds",
        int().default("300").between(0, 86400).low().no_effect();
    /// Issuer of an assertion.
    SASL_OAUTHBEARER_ASSERTION_CLAIM_ISS = "sasl.oauthbearer.assertion.claim.iss",
        string().medium().no_effect();
    /// Whether an assertion has an id.
    SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE = "sasl.oauthbearer.assertion.claim.jti.include",
        boolean().default("false").medium().no_effect();
    /// How long before now an assertion becomes valid.
    SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS = "sasl.oauthbearer.assertion.claim.nbf.seconds",
        int().default("60").between(0, 3600).low().no_effect();
    /// Subject of an assertion.
    SASL_OAUTHBEARER_ASSERTION_CLAIM_SUB = "sasl.oauthbearer.assertion.claim.sub",
        string().medium().no_effect();
    /// File with a ready assertion.
    SASL_OAUTHBEARER_ASSERTION_FILE = "sasl.oauthbearer.assertion.file", string().medium().no_effect();
    /// File with the key that signs assertions.
    SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE = "sasl.oauthbearer.assertion.private.key.file",
        string().medium().no_effect();
    /// Passphrase of that key.
    SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_PASSPHRASE = "sasl.oauthbearer.assertion.private.key.passphrase",
        password().medium().no_effect();
    /// File with a template of the assertion.
    SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE = "sasl.oauthbearer.assertion.template.file",
        string().medium().no_effect();
    /// The claim of a token that has the scope.
    SASL_OAUTHBEARER_SCOPE_CLAIM_NAME = "sasl.oauthbearer.scope.claim.name",
        string().default("scope").low().not_yet();
    /// The claim of a token that has the principal.
    SASL_OAUTHBEARER_SUB_CLAIM_NAME = "sasl.oauthbearer.sub.claim.name",
        string().default("sub").low().not_yet();
    /// Where this broker gets a token.
    SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL = "sasl.oauthbearer.token.endpoint.url",
        string().medium().no_effect();
    /// Where the keys are found that tokens are signed with.
    SASL_OAUTHBEARER_JWKS_ENDPOINT_URL = "sasl.oauthbearer.jwks.endpoint.url", string().medium().not_yet();
    /// How often those keys are fetched again.
    SASL_OAUTHBEARER_JWKS_ENDPOINT_REFRESH_MS = "sasl.oauthbearer.jwks.endpoint.refresh.ms",
        long().default("3600000").low().not_yet();
    /// The first wait between two tries to fetch the keys.
    SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MS = "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms",
        long().default("100").low().not_yet();
    /// The longest wait between two tries to fetch the keys.
    SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MAX_MS = "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms",
        long().default("10000").low().not_yet();
    /// How far the clocks of issuer and broker may differ.
    SASL_OAUTHBEARER_CLOCK_SKEW_SECONDS = "sasl.oauthbearer.clock.skew.seconds",
        int().default("30").low().not_yet();
    /// The audiences of which a token must have one.
    SASL_OAUTHBEARER_EXPECTED_AUDIENCE = "sasl.oauthbearer.expected.audience",
        list().default("").high().not_yet();
    /// The issuer that a token must have.
    SASL_OAUTHBEARER_EXPECTED_ISSUER = "sasl.oauthbearer.expected.issuer", string().high().not_yet();
    /// The secret that signs delegation tokens. Unset: there are none.
    DELEGATION_TOKEN_SECRET_KEY = "delegation.token.secret.key", password().medium().not_yet();
    /// How long a delegation token can be renewed at most.
    DELEGATION_TOKEN_MAX_LIFETIME_MS = "delegation.token.max.lifetime.ms",
        long().default("604800000").at_least(1).medium().not_yet();
    /// How long a delegation token lasts without renewal.
    DELEGATION_TOKEN_EXPIRY_TIME_MS = "delegation.token.expiry.time.ms",
        long().default("86400000").at_least(1).medium().not_yet();
    /// How often expired delegation tokens are looked for.
    DELEGATION_TOKEN_EXPIRY_CHECK_INTERVAL_MS = "delegation.token.expiry.check.interval.ms",
        long().default("3600000").at_least(1).low().not_yet();
}
