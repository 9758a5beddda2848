package ottla.kafkatests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.TestKitNode;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.common.test.api.TestKitDefaults;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.common.Feature;

/** Brokers and controllers in processes of their own, described by Kafka's TestKitNodes. */
public final class ExternalCluster implements AutoCloseable {
    /** The file beside server.properties with what Kafka takes when it formats its folders. */
    static final String FORMAT_FILE = "format.properties";
    static final String CLUSTER_ID = "cluster.id";
    static final String RELEASE = "release.version";
    static final String FEATURES = "features";
    static final String INITIAL_VOTERS = "initial.voters";
    static final String SCRAM = "scram";
    /** Followed by the name of a Java system property of the test process, for a broker in Java. */
    static final String JAVA = "java.property.";

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final AtomicInteger LIVE = new AtomicInteger();
    private static final long READY_MS = Long.getLong("ottla.test.ready.ms", 120_000);
    private static final long STOP_MS = Long.getLong("ottla.test.stop.ms", 45_000);

    private final TestKitNodes nodes;
    private final String clusterId;
    private final Path base;
    private final Map<Integer, Node> byId = new TreeMap<>();
    private final NodeLauncher launcher = NodeLauncher.fromEnvironment();
    private final boolean deleteOnClose;
    private boolean counted;

    private static final class Node {
        int id;
        boolean broker;
        boolean controller;
        Properties properties;
        final Properties format = new Properties();
        KafkaConfig config;
        final Map<String, Integer> ports = new HashMap<>();
        Path dir;
        NodeLauncher.Handle handle;
    }

    /** How many clusters this process has started so far. */
    public static int started() {
        return STARTED.get();
    }

    /** Whether a cluster is running now. */
    public static boolean anyLive() {
        return LIVE.get() > 0;
    }

    /** A cluster has at most so many brokers, and what its settings say of replicas is no more than that. */
    public static final int BROKERS_MAX =
            Integer.parseInt(Optional.ofNullable(System.getenv("OTTLA_TEST_BROKERS_MAX")).orElse("1000"));
    /** What the result says of a test whose cluster has fewer brokers than the test wants; empty for others. */
    private static volatile String smaller = "";

    static String smaller() {
        return smaller;
    }

    static void forgetSmaller() {
        if (!anyLive()) smaller = "";
    }

    /** The brokers that the cluster gets; a controller that goes without its broker stays. */
    private static List<TestKitNode> brokersOf(TestKitNodes nodes) {
        List<TestKitNode> all = List.copyOf(nodes.brokerNodes().values());
        if (all.size() <= BROKERS_MAX) return all;
        smaller = BROKERS_MAX + " of " + all.size() + " brokers";
        return all.stream().sorted(Comparator.comparing(TestKitNode::id)).limit(BROKERS_MAX).collect(Collectors.toList());
    }

    private static Object fitting(String key, Object value) {
        if (!key.endsWith("replication.factor") && !key.endsWith("min.isr") && !key.endsWith("min.insync.replicas")) return value;
        return String.valueOf(Math.min(Integer.parseInt(String.valueOf(value)), BROKERS_MAX));
    }

    static Path workDir() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Only for a description of the nodes and their settings: nothing starts here. */
    public ExternalCluster(TestKitNodes nodes, Map<String, Object> config, boolean standalone,
                           Map<Integer, Uuid> initialVoters, boolean deleteOnClose) {
        this.nodes = nodes;
        this.clusterId = nodes.clusterId();
        this.base = Path.of(nodes.baseDirectory());
        this.deleteOnClose = deleteOnClose;
        for (TestKitNode node : nodes.controllerNodes().values()) node(node.id()).controller = true;
        for (TestKitNode node : brokersOf(nodes)) node(node.id()).broker = true;
        String controllerListener = nodes.controllerListenerName().value();
        for (Node node : byId.values()) {
            if (node.controller) port(node, controllerListener);
            if (node.broker) port(node, nodes.brokerListenerName().value());
        }
        for (Node node : byId.values()) {
            node.dir = base.resolve("node-" + node.id);
            Map<String, String> settings = settings(node, config, standalone || initialVoters != null);
            node.properties = new Properties();
            node.properties.putAll(settings);
            node.config = new KafkaConfig(settings, false);
            node.format.put(CLUSTER_ID, clusterId);
            node.format.put(RELEASE, nodes.bootstrapMetadata().metadataVersion().version());
            node.format.put(FEATURES, features());
            String voters = initialVoters(node, standalone, initialVoters);
            if (voters != null) node.format.put(INITIAL_VOTERS, voters);
        }
        record(config);
    }

    /** An empty cluster, whose nodes are put in one by one. */
    ExternalCluster(Path base) {
        this.nodes = null;
        this.clusterId = Uuid.randomUuid().toString();
        this.base = base;
        this.deleteOnClose = true;
    }

    /** A node with settings that are complete but for its ports. */
    void put(int id, boolean controller, Map<String, String> settings, Map<String, String> format) {
        Node node = new Node();
        node.id = id;
        node.controller = controller;
        node.broker = !controller;
        node.dir = base.resolve("node-" + id);
        Map<String, String> all = new TreeMap<>(settings);
        if (!controller && usableListener(all) == null) addOwnListener(all);
        all.put("listeners", withPorts(node, all.get("listeners")));
        if (all.containsKey("advertised.listeners")) all.put("advertised.listeners", withPorts(node, all.get("advertised.listeners")));
        if (controller) {
            String name = all.get("controller.listener.names").split(",")[0];
            all.put("controller.quorum.voters", id + "@localhost:" + port(node, name));
        }
        node.config = new KafkaConfig(all, false);
        if (!all.containsKey("log.dirs")) all.put("log.dirs", String.join(",", node.config.logDirs()));
        all.putIfAbsent("metadata.log.dir", node.config.metadataLogDir());
        node.properties = new Properties();
        node.properties.putAll(all);
        node.format.putAll(format);
        node.format.put(CLUSTER_ID, clusterId);
        for (String property : System.getProperties().stringPropertyNames()) {
            boolean security = property.equals("java.security.auth.login.config") || property.equals("java.security.krb5.conf");
            if (security || property.startsWith("org.apache.kafka.")) node.format.put(JAVA + property, System.getProperty(property));
        }
        Node before;
        synchronized (this) {
            before = byId.put(id, node);
        }
        if (before != null && before.handle != null && before.handle.isAlive()) before.handle.stop(STOP_MS);
        record(Map.copyOf(settings));
    }

    private Node node(int id) {
        return byId.computeIfAbsent(id, any -> {
            Node node = new Node();
            node.id = id;
            return node;
        });
    }

    private synchronized List<Node> all() {
        return List.copyOf(byId.values());
    }

    private static int port(Node node, String listener) {
        return node.ports.computeIfAbsent(listener.toUpperCase(Locale.ROOT), any -> Ports.free());
    }

    static String text(Object value) {
        if (value instanceof Password) return ((Password) value).value();
        if (value instanceof Class) return ((Class<?>) value).getName();
        if (value instanceof Collection) return ((Collection<?>) value).stream().map(ExternalCluster::text).collect(Collectors.joining(","));
        return String.valueOf(value);
    }

    private Map<String, String> settings(Node node, Map<String, Object> config, boolean dynamicQuorum) {
        TestKitNode broker = node.broker ? nodes.brokerNodes().get(node.id) : null;
        TestKitNode controller = nodes.controllerNodes().get(node.id);
        String brokerListener = nodes.brokerListenerName().value();
        String controllerListener = nodes.controllerListenerName().value();
        Map<String, String> all = new TreeMap<>();
        config.forEach((key, value) -> {
            if (value != null) all.put(key, text(fitting(key, value)));
        });
        all.put("server.max.startup.time.ms", "600000");
        all.put("process.roles", broker != null && controller != null ? "broker,controller" : broker != null ? "broker" : "controller");
        all.put("node.id", String.valueOf(node.id));
        all.put("metadata.log.dir", controller != null ? controller.metadataDirectory() : broker.metadataDirectory());
        all.put("log.dirs", broker != null ? String.join(",", broker.logDataDirectories()) : controller.metadataDirectory());
        if (controller != null) security(all, nodes.controllerListenerProtocol());
        if (broker != null) security(all, nodes.brokerListenerProtocol());
        all.putIfAbsent("listener.security.protocol.map",
                brokerListener + ":" + nodes.brokerListenerProtocol().name + "," + controllerListener + ":" + nodes.controllerListenerProtocol().name);
        List<String> listeners = new ArrayList<>();
        if (broker != null) listeners.add(brokerListener + "://localhost:0");
        if (controller != null) listeners.add(controllerListener + "://localhost:0");
        all.putIfAbsent("listeners", String.join(",", listeners));
        all.putIfAbsent("inter.broker.listener.name", brokerListener);
        all.putIfAbsent("controller.listener.names", controllerListener);
        List<String> voters = new ArrayList<>();
        for (int id : nodes.controllerNodes().keySet()) {
            String address = "localhost:" + port(byId.get(id), controllerListener);
            voters.add(dynamicQuorum ? address : id + "@" + address);
        }
        all.put(dynamicQuorum ? "controller.quorum.bootstrap.servers" : "controller.quorum.voters", String.join(",", voters));
        all.putIfAbsent("log.cleaner.dedupe.buffer.size", "2097152");
        if (broker != null) {
            all.remove("controller.quorum.auto.join.enable");
            all.putAll(broker.propertyOverrides());
        }
        if (controller != null) all.putAll(controller.propertyOverrides());
        all.putIfAbsent("unstable.feature.versions.enable", "true");
        all.putIfAbsent("unstable.api.versions.enable", "true");
        all.put("listeners", withPorts(node, all.get("listeners")));
        return all;
    }

    /** A process cannot tell us which port it got for 0, so it is told one. */
    private static String withPorts(Node node, String listeners) {
        List<String> fixed = new ArrayList<>();
        for (String listener : listeners.split(",")) {
            String name = listener.substring(0, listener.indexOf("://")).trim();
            int colon = listener.lastIndexOf(':');
            if (listener.substring(colon + 1).trim().equals("0")) {
                fixed.add(listener.substring(0, colon + 1).trim() + port(node, name));
            } else {
                node.ports.put(name.toUpperCase(Locale.ROOT), Integer.parseInt(listener.substring(colon + 1).trim()));
                fixed.add(listener.trim());
            }
        }
        return String.join(",", fixed);
    }

    private void security(Map<String, String> all, SecurityProtocol protocol) {
        if (protocol != SecurityProtocol.SASL_PLAINTEXT) return;
        all.putIfAbsent("sasl.enabled.mechanisms", "PLAIN");
        all.putIfAbsent("sasl.mechanism.inter.broker.protocol", "PLAIN");
        all.putIfAbsent("sasl.mechanism.controller.protocol", "PLAIN");
        all.putIfAbsent("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        all.putIfAbsent("allow.everyone.if.no.acl.found", "false");
        all.putIfAbsent("super.users", "User:" + JaasUtils.KAFKA_PLAIN_ADMIN);
        String plain = String.format("org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%2$s\""
                        + " user_%1$s=\"%2$s\" user_%3$s=\"%4$s\";",
                JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD,
                JaasUtils.KAFKA_PLAIN_USER1, JaasUtils.KAFKA_PLAIN_USER1_PASSWORD);
        for (String listener : List.of(nodes.brokerListenerName().value(), nodes.controllerListenerName().value())) {
            all.putIfAbsent("listener.name." + listener.toLowerCase(Locale.ROOT) + ".plain.sasl.jaas.config", plain);
        }
    }

    private String features() {
        List<String> levels = new ArrayList<>();
        for (Feature feature : Feature.PRODUCTION_FEATURES) {
            if (feature.featureName().equals("kraft.version")) continue;
            levels.add(feature.featureName() + "=" + nodes.bootstrapMetadata().featureLevel(feature.featureName()));
        }
        return String.join(",", levels);
    }

    private String initialVoters(Node node, boolean standalone, Map<Integer, Uuid> initialVoters) {
        String listener = nodes.controllerListenerName().value();
        if (standalone) {
            if (node.id != TestKitDefaults.BROKER_ID_OFFSET + TestKitDefaults.CONTROLLER_ID_OFFSET) return "";
            return node.id + "@localhost:" + port(node, listener) + ":" + nodes.controllerNodes().get(node.id).metadataDirectoryId();
        }
        if (initialVoters == null) return null;
        return initialVoters.entrySet().stream()
                .map(voter -> voter.getKey() + "@localhost:" + port(byId.get(voter.getKey()), listener) + ":" + voter.getValue())
                .collect(Collectors.joining(","));
    }

    /** One line for each setting that the test itself made: what a broker must understand. */
    private void record(Map<String, Object> config) {
        String file = System.getProperty("ottla.test.properties.log");
        if (file == null) return;
        Set<String> lines = new TreeSet<>();
        config.forEach((key, value) -> lines.add(key + "\t" + (value == null ? "" : text(value).replaceAll("\\s+", " "))));
        if (nodes != null) {
            for (Map<Integer, ? extends TestKitNode> some : List.of(nodes.brokerNodes(), nodes.controllerNodes())) {
                some.forEach((id, node) -> node.propertyOverrides().forEach((key, value) -> lines.add(key + "\t" + value + "\tnode " + id)));
            }
            lines.add("(nodes)\t" + nodes.brokerNodes().size() + " brokers, " + nodes.controllerNodes().size() + " controllers");
        }
        try (Writer out = Files.newBufferedWriter(Path.of(file), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line : lines) {
                String[] parts = line.split("\t");
                String jar = parts.length < 2 ? null : testJar(parts[1]);
                out.write(RunTests.currentTest() + "\t" + line + (jar == null ? "" : "\tJAVA " + jar) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The test jar that holds a class named in a setting: the broker must be able to load it, so it must be in Java. */
    private static String testJar(String value) {
        for (String name : value.split("[,;]")) {
            if (!name.trim().matches("[a-z]\\w*(\\.\\w+)+(\\$\\w+)*")) continue;
            var resource = ExternalCluster.class.getClassLoader().getResource(name.trim().replace('.', '/') + ".class");
            if (resource != null && resource.getPath().matches(".*(-test|test-common[^/]*)\\.jar!.*")) return name.trim();
        }
        return null;
    }

    public TestKitNodes nodes() {
        return nodes;
    }

    public KafkaConfig config(int id) {
        return byId.get(id).config;
    }

    public String clusterId() {
        return clusterId;
    }

    public synchronized Set<Integer> brokerIds() {
        return byId.values().stream().filter(node -> node.broker).map(node -> node.id).collect(Collectors.toCollection(TreeSet::new));
    }

    public synchronized Set<Integer> controllerIds() {
        return byId.values().stream().filter(node -> node.controller).map(node -> node.id).collect(Collectors.toCollection(TreeSet::new));
    }

    public synchronized boolean isAlive(int id) {
        Node node = byId.get(id);
        return node.handle != null && node.handle.isAlive();
    }

    /** Whether the node was ever started. */
    public synchronized boolean wasStarted(int id) {
        return byId.get(id).handle != null;
    }

    /** The port of a listener, 0 where the node has none of that name. */
    public int port(int id, String listener) {
        return byId.get(id).ports.getOrDefault(listener.toUpperCase(Locale.ROOT), 0);
    }

    public String bootstrapServers() {
        return addresses(brokerIds(), nodes.brokerListenerName().value());
    }

    public String bootstrapControllers() {
        return addresses(controllerIds(), nodes.controllerListenerName().value());
    }

    private String addresses(Set<Integer> ids, String listener) {
        return ids.stream().map(id -> "localhost:" + port(id, listener)).collect(Collectors.joining(","));
    }

    public void startAll() {
        try {
            all().forEach(node -> launch(node.id));
            waitReady(brokerIds());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    public void start(int id) {
        launch(id);
        if (byId.get(id).broker) waitReady(Set.of(id));
    }

    private synchronized void launch(int id) {
        Node node = byId.get(id);
        if (node.handle != null && node.handle.isAlive()) return;
        if (!counted) {
            counted = true;
            STARTED.incrementAndGet();
            LIVE.incrementAndGet();
        }
        try {
            Files.createDirectories(node.dir);
            for (String dir : node.properties.getProperty("log.dirs").split(",")) Files.createDirectories(Path.of(dir));
            Files.createDirectories(Path.of(node.properties.getProperty("metadata.log.dir")));
            Path file = node.dir.resolve("server.properties");
            try (Writer out = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
                node.properties.store(out, null);
            }
            try (Writer out = Files.newBufferedWriter(node.dir.resolve(FORMAT_FILE), StandardCharsets.ISO_8859_1)) {
                node.format.store(out, null);
            }
            node.handle = launcher.start(node.dir, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop(int id) {
        NodeLauncher.Handle handle;
        synchronized (this) {
            handle = byId.get(id).handle;
        }
        if (handle != null && handle.isAlive()) handle.stop(STOP_MS);
    }

    /** Until every one of these brokers answers and names all the brokers that should be alive. */
    private void waitReady(Set<Integer> ids) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MS);
        Set<Integer> missing = new TreeSet<>(ids);
        String last = "";
        while (!missing.isEmpty()) {
            for (int id : List.copyOf(missing)) {
                try {
                    if (seesAll(id)) missing.remove(id);
                } catch (IOException | RuntimeException e) {
                    last = String.valueOf(e);
                }
            }
            for (Node node : all()) {
                if (node.handle != null && !node.handle.isAlive() && (missing.contains(node.id) || !node.broker)) {
                    throw new IllegalStateException("node " + node.id + " ended: " + node.handle.lastWords());
                }
            }
            if (missing.isEmpty()) return;
            if (System.nanoTime() > end) throw new IllegalStateException("brokers " + missing + " not ready after " + READY_MS + " ms: " + last);
            pause(20);
        }
    }

    private boolean seesAll(int id) throws IOException {
        try (Wire wire = wire(id)) {
            if (wire == null) return true;
            Set<Integer> seen = new HashSet<>();
            for (MetadataResponseBroker broker : wire.metadata(List.of()).data().brokers()) seen.add(broker.nodeId());
            return seen.containsAll(brokerIds().stream().filter(this::isAlive).collect(Collectors.toSet()));
        }
    }

    /**
     * Where a broker's listeners all want credentials that we lack, it gets one more, for our questions only. Its user may do
     * anything, which no client of the test sees.
     */
    private static void addOwnListener(Map<String, String> all) {
        for (String key : List.of("listeners", "advertised.listeners")) {
            if (all.containsKey(key)) all.put(key, all.get(key) + ",HARNESS://localhost:0");
        }
        all.put("listener.security.protocol.map", all.get("listener.security.protocol.map") + ",HARNESS:PLAINTEXT");
        if (all.containsKey("authorizer.class.name")) {
            String users = all.getOrDefault("super.users", "");
            all.put("super.users", users + (users.isEmpty() ? "" : ";") + "User:ANONYMOUS");
        }
    }

    private static Map<String, SecurityProtocol> protocols(Map<?, ?> properties) {
        Map<String, SecurityProtocol> protocols = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (SecurityProtocol protocol : SecurityProtocol.values()) protocols.put(protocol.name, protocol);
        String map = (String) properties.get("listener.security.protocol.map");
        if (map != null) {
            for (String entry : map.split(",")) {
                String[] pair = entry.trim().split(":");
                protocols.put(pair[0], SecurityProtocol.forName(pair[1]));
            }
        }
        return protocols;
    }

    private static List<String> brokerListeners(Map<?, ?> properties) {
        List<String> names = new ArrayList<>();
        for (String listener : ((String) properties.get("listeners")).split(",")) names.add(listener.substring(0, listener.indexOf("://")).trim());
        names.removeAll(List.of(String.valueOf(properties.get("controller.listener.names")).split(",")));
        for (String key : List.of("security.inter.broker.protocol", "inter.broker.listener.name")) {
            String first = (String) properties.get(key);
            if (first != null && names.remove(first)) names.add(0, first);
        }
        return names;
    }

    /** A listener that takes our questions, best the inter-broker one, whose user may do anything. */
    private static String usableListener(Map<?, ?> properties) {
        Map<String, SecurityProtocol> protocols = protocols(properties);
        for (String name : brokerListeners(properties)) {
            SecurityProtocol protocol = protocols.get(name);
            boolean tls = protocol == SecurityProtocol.SSL || protocol == SecurityProtocol.SASL_SSL;
            boolean sasl = protocol == SecurityProtocol.SASL_PLAINTEXT || protocol == SecurityProtocol.SASL_SSL;
            if (sasl && !properties.containsKey("listener.name." + name.toLowerCase(Locale.ROOT) + ".plain.sasl.jaas.config")) continue;
            if (tls && properties.containsKey("authorizer.class.name")) continue;
            if (tls && "required".equals(properties.get("ssl.client.auth"))) continue;
            return name;
        }
        return null;
    }

    /** A connection to this very broker; null where none of its listeners takes credentials that we have. */
    Wire wire(int id) throws IOException {
        Node node = byId.get(id);
        String name = usableListener(node.properties);
        if (name == null) {
            new Wire(port(id, brokerListeners(node.properties).get(0)), SecurityProtocol.PLAINTEXT, null, null).close();
            return null;
        }
        return new Wire(port(id, name), protocols(node.properties).get(name), JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD);
    }

    /** What this broker itself answers about these topics, or about all (null). */
    public MetadataResponse metadata(int id, List<String> topics) {
        return ask(id, wire -> wire.metadata(topics));
    }

    /** The same to a controller, by way of its own listener. */
    <T> T askController(int id, Question<T> question) throws IOException {
        Node node = byId.get(id);
        String name = node.properties.getProperty("controller.listener.names").split(",")[0].trim();
        SecurityProtocol protocol = protocols(node.properties).getOrDefault(name, SecurityProtocol.PLAINTEXT);
        try (Wire wire = new Wire(port(id, name), protocol, JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD)) {
            return question.to(wire);
        }
    }

    interface Question<T> {
        T to(Wire wire) throws IOException;
    }

    <T> T ask(int id, Question<T> question) {
        try (Wire wire = wire(id)) {
            if (wire == null) throw new NeedsInProcess("a question to a broker whose listener we cannot use");
            return question.to(wire);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How far a node is in the metadata log, as the quorum's leader tells; -1: the end of the log. */
    long metadataOffset(int id) {
        int any = aliveBrokerIds().stream().findFirst().orElseThrow(() -> new NeedsInProcess("metadata offset without a broker"));
        return ask(any, wire -> wire.metadataOffset(id));
    }

    /** The settings of a node, with those that were changed while it runs. */
    public KafkaConfig currentConfig(int id) {
        KafkaConfig atStart = config(id);
        if (!isAlive(id) || !byId.get(id).broker) return atStart;
        try (Wire wire = wire(id)) {
            Map<String, String> changed = wire == null ? Map.of() : wire.settings(id, true);
            if (changed.isEmpty()) return atStart;
            Map<String, Object> all = new HashMap<>(atStart.originals());
            all.putAll(changed);
            return new KafkaConfig(all, false);
        } catch (IOException | RuntimeException e) {
            return atStart;
        }
    }

    public Set<Integer> aliveBrokerIds() {
        return brokerIds().stream().filter(this::isAlive).collect(Collectors.toCollection(TreeSet::new));
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends the brokers first and the controllers after them, all of a kind at once. */
    @Override
    public void close() {
        try {
            stopAll(all().stream().filter(node -> node.broker).collect(Collectors.toList()));
            stopAll(all().stream().filter(node -> !node.broker).collect(Collectors.toList()));
        } finally {
            if (counted) {
                counted = false;
                LIVE.decrementAndGet();
            }
            if (deleteOnClose && !Boolean.getBoolean("ottla.test.keep")) {
                try {
                    Utils.delete(base.toFile());
                } catch (IOException e) {
                    // a folder in the work directory, removed with it
                }
            }
        }
    }

    private void stopAll(List<Node> some) {
        List<Thread> stopping = new ArrayList<>();
        for (Node node : some) {
            if (node.handle == null || !node.handle.isAlive()) continue;
            Thread thread = new Thread(() -> node.handle.stop(STOP_MS), "junit-stop-" + node.id);
            thread.start();
            stopping.add(thread);
        }
        boolean interrupted = false;
        for (Thread thread : stopping) {
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
