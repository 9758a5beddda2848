package org.apache.kafka.common.test.junit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import kafka.server.ControllerServer;
import kafka.server.KafkaBroker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.test.ClusterInstance;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.common.test.api.ClusterConfig;
import org.apache.kafka.common.test.api.Type;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.storage.FormatterException;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import ottla.kafkatests.ExternalCluster;

/**
 * Ours, in front of Kafka's class of the same name: one invocation of a @ClusterTest, with a cluster of
 * processes. A test that can run with combined and with separate controllers runs in one of the two ways
 * only, unless OTTLA_TEST_TYPES is "both" (or CO_KRAFT, to prefer the other). OTTLA_TEST_BROKERS_MAX bounds the
 * number of brokers, and with it of replicas; the result then says so.
 */
public class RaftClusterInvocationContext implements TestTemplateInvocationContext {
    private final String baseDisplayName;
    private final ClusterConfig config;
    private final boolean combined;

    public RaftClusterInvocationContext(String baseDisplayName, ClusterConfig config, boolean isCombined) {
        this.baseDisplayName = baseDisplayName;
        this.config = config;
        this.combined = isCombined;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
        return baseDisplayName + " [" + invocationIndex + "] Type=Raft-" + (combined ? "Combined" : "Isolated")
                + ", " + String.join(",", config.displayTags());
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        Instance instance = new Instance(config, combined);
        return List.of(
                (ExecutionCondition) context -> wanted(),
                (BeforeEachCallback) context -> {
                    instance.format();
                    if (config.isAutoStart()) instance.start();
                },
                (AfterTestExecutionCallback) context -> instance.stop(),
                new ClusterInstanceParameterResolver(instance));
    }

    private ConditionEvaluationResult wanted() {
        String types = Optional.ofNullable(System.getenv("OTTLA_TEST_TYPES")).orElse("KRAFT");
        Type mine = combined ? Type.CO_KRAFT : Type.KRAFT;
        boolean run = types.equals("both") || config.clusterTypes().size() == 1 || mine.name().equals(types);
        return run ? ConditionEvaluationResult.enabled("") : ConditionEvaluationResult.disabled("other-type");
    }

    private static final class Instance implements ClusterInstance {
        /** In a smaller cluster than the test wants, a topic that is not there yet will often never be. */
        private final long waitMs;
        private static final short NOT_AUTHORIZED = 29;
        private final ClusterConfig config;
        private final boolean combined;
        private KafkaClusterTestKit kit;
        private boolean started;
        private boolean stopped;

        Instance(ClusterConfig config, boolean combined) {
            this.config = config;
            this.combined = combined;
            this.waitMs = config.numBrokers() > ExternalCluster.BROKERS_MAX ? 10_000 : 60_000;
        }

        synchronized void format() throws Exception {
            if (kit != null) return;
            Map<String, Short> levels = new TreeMap<>();
            for (Feature feature : Feature.PRODUCTION_FEATURES) {
                levels.put(feature.featureName(), feature.defaultLevel(config.metadataVersion()));
            }
            Set<String> known = new HashSet<>(levels.keySet());
            config.features().forEach((feature, level) -> {
                String name = feature.featureName();
                if (!known.contains(name) && !name.equals(MetadataVersion.FEATURE_NAME)) throw new FormatterException("Unsupported feature: " + name);
                levels.put(name, level);
            });
            levels.put(MetadataVersion.FEATURE_NAME, config.metadataVersion().featureLevel());
            for (Feature feature : Feature.PRODUCTION_FEATURES) {
                if (feature.featureName().equals(MetadataVersion.FEATURE_NAME)) continue;
                Feature.validateVersion(feature.fromFeatureLevel(levels.get(feature.featureName()), true), levels);
            }
            TestKitNodes nodes = new TestKitNodes.Builder(BootstrapMetadata.fromVersions(config.metadataVersion(), levels, "tests"))
                    .setCombined(combined)
                    .setNumBrokerNodes(config.numBrokers())
                    .setNumControllerNodes(config.numControllers())
                    .setNumDisksPerBroker(config.numDisksPerBroker())
                    .setPerServerProperties(config.perServerOverrideProperties())
                    .setBrokerListenerName(config.brokerListenerName())
                    .setBrokerSecurityProtocol(config.brokerSecurityProtocol())
                    .setControllerListenerName(config.controllerListenerName())
                    .setControllerSecurityProtocol(config.controllerSecurityProtocol())
                    .build();
            KafkaClusterTestKit.Builder builder = new KafkaClusterTestKit.Builder(nodes).setStandalone(config.standalone());
            config.serverProperties().forEach(builder::setConfigProp);
            kit = builder.build();
        }

        private ExternalCluster external() {
            return kit.external();
        }

        @Override
        public synchronized void start() {
            try {
                format();
                if (started) return;
                started = true;
                kit.startup();
            } catch (Exception e) {
                throw new RuntimeException("Failed to start the cluster: " + e.getMessage(), e);
            }
        }

        @Override
        public synchronized void stop() {
            if (stopped || kit == null) return;
            stopped = true;
            external().close();
        }

        @Override
        public boolean started() {
            return started;
        }

        @Override
        public boolean stopped() {
            return stopped;
        }

        @Override
        public void shutdownBroker(int brokerId) {
            known(brokerId);
            external().stop(brokerId);
        }

        @Override
        public void startBroker(int brokerId) {
            known(brokerId);
            external().start(brokerId);
        }

        private void known(int brokerId) {
            if (!external().brokerIds().contains(brokerId)) throw new IllegalArgumentException("Unknown brokerId " + brokerId);
        }

        @Override
        public Type type() {
            return combined ? Type.CO_KRAFT : Type.KRAFT;
        }

        @Override
        public ClusterConfig config() {
            return config;
        }

        @Override
        public String clusterId() {
            return external().nodes().clusterId();
        }

        @Override
        public Set<Integer> controllerIds() {
            return new HashSet<>(external().controllerIds());
        }

        @Override
        public Set<Integer> brokerIds() {
            return new HashSet<>(external().brokerIds());
        }

        @Override
        public ListenerName clientListener() {
            return config.brokerListenerName();
        }

        @Override
        public ListenerName controllerListenerName() {
            return config.controllerListenerName();
        }

        @Override
        public String bootstrapServers() {
            return external().bootstrapServers();
        }

        @Override
        public String bootstrapControllers() {
            return external().bootstrapControllers();
        }

        @Override
        public List<Integer> controllerBoundPorts() {
            return controllerIds().stream().map(id -> external().port(id, controllerListenerName().value())).collect(Collectors.toList());
        }

        @Override
        public List<Integer> brokerBoundPorts() {
            return brokerIds().stream().map(id -> external().port(id, clientListener().value())).collect(Collectors.toList());
        }

        @Override
        public Map<Integer, KafkaBroker> brokers() {
            return new HashMap<>(kit.brokers());
        }

        @Override
        public Map<Integer, KafkaBroker> aliveBrokers() {
            Map<Integer, KafkaBroker> alive = brokers();
            alive.keySet().retainAll(external().aliveBrokerIds());
            return alive;
        }

        @Override
        public Map<Integer, ControllerServer> controllers() {
            return kit.controllers();
        }

        @Override
        public Set<GroupProtocol> supportedGroupProtocols() {
            try (Admin admin = admin()) {
                var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
                var group = features.get("group.version");
                return group != null && group.maxVersionLevel() > 0 ? Set.of(GroupProtocol.CLASSIC, GroupProtocol.CONSUMER) : Set.of(GroupProtocol.CLASSIC);
            } catch (InterruptedException | ExecutionException e) {
                throw new RuntimeException(e);
            }
        }

        @Override
        public Optional<FaultHandlerException> firstFatalException() {
            return Optional.empty();
        }

        @Override
        public Optional<FaultHandlerException> firstNonFatalException() {
            return Optional.empty();
        }

        @Override
        public List<Authorizer> authorizers() {
            List<Authorizer> authorizers = new ArrayList<>();
            brokers().values().forEach(broker -> broker.authorizerPlugin().foreach(plugin -> authorizers.add(plugin.get())));
            controllers().values().forEach(controller -> controller.authorizerPlugin().foreach(plugin -> authorizers.add(plugin.get())));
            return authorizers;
        }

        // ---- waiting, with nothing but clients

        @Override
        public void waitForReadyBrokers() throws InterruptedException {
            until("all brokers know each other", () -> external().aliveBrokerIds().stream().allMatch(id ->
                    external().metadata(id, List.of()).data().brokers().size() == brokerIds().size()));
        }

        @Override
        public void createTopic(String topic, int partitions, short replicas, Map<String, String> configs) throws InterruptedException {
            create(new NewTopic(topic, partitions, (short) Math.min(replicas, ExternalCluster.BROKERS_MAX)).configs(configs), partitions);
        }

        @Override
        public void createTopic(String topic, int partitions, short replicas) throws InterruptedException {
            createTopic(topic, partitions, replicas, Map.of());
        }

        @Override
        public void createTopicWithAssignment(String topic, Map<Integer, List<Integer>> assignment) throws InterruptedException {
            create(new NewTopic(topic, assignment), assignment.size());
        }

        private void create(NewTopic topic, int partitions) throws InterruptedException {
            try (Admin admin = admin()) {
                admin.createTopics(List.of(topic)).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) throw new RuntimeException("createTopic " + topic.name(), e.getCause());
            }
            waitTopicCreation(topic.name(), partitions);
        }

        @Override
        public void deleteTopic(String topic) throws InterruptedException, ExecutionException {
            try (Admin admin = admin()) {
                admin.deleteTopics(List.of(topic)).all().get();
            }
            waitTopicDeletion(topic);
        }

        private Optional<MetadataResponseTopic> topic(int broker, String name) {
            return Optional.ofNullable(external().metadata(broker, List.of(name)).data().topics().find(name)).filter(topic -> topic.errorCode() != 3);
        }

        @Override
        public void waitTopicCreation(String name, int partitions) throws InterruptedException {
            if (partitions <= 0) throw new IllegalArgumentException("Partition count must be > 0, but was " + partitions);
            until("topic " + name + " with " + partitions + " partitions on every broker", () -> external().aliveBrokerIds().stream().allMatch(id ->
                    topic(id, name).filter(topic -> topic.partitions().size() == partitions || topic.errorCode() == NOT_AUTHORIZED).isPresent()));
            ensureConsistentMetadata();
        }

        @Override
        public void waitTopicDeletion(String name) throws InterruptedException {
            until("topic " + name + " gone from every broker", () -> external().aliveBrokerIds().stream().allMatch(id -> topic(id, name).isEmpty()));
            ensureConsistentMetadata();
        }

        /** Every replica of the metadata log has what the leader of the quorum has now. */
        @Override
        public void ensureConsistentMetadata() throws InterruptedException {
            try (Admin admin = admin()) {
                QuorumInfo first = admin.describeMetadataQuorum().quorumInfo().get();
                long end = first.voters().stream().filter(voter -> voter.replicaId() == first.leaderId())
                        .mapToLong(QuorumInfo.ReplicaState::logEndOffset).max().orElse(0);
                until("metadata offset " + end + " everywhere", () -> {
                    QuorumInfo now = admin.describeMetadataQuorum().quorumInfo().get();
                    Set<Integer> alive = external().aliveBrokerIds();
                    return now.highWatermark() >= end && now.observers().stream()
                            .filter(replica -> alive.contains(replica.replicaId())).allMatch(replica -> replica.logEndOffset() >= end);
                });
                Thread.sleep(20);
            } catch (ExecutionException e) {
                Thread.sleep(300);
            }
        }

        @Override
        public void ensureConsistentMetadata(Collection<KafkaBroker> brokers, Collection<ControllerServer> controllers) throws InterruptedException {
            ensureConsistentMetadata();
        }

        private void until(String what, Callable<Boolean> condition) throws InterruptedException {
            long end = System.currentTimeMillis() + waitMs;
            Exception last = null;
            while (true) {
                try {
                    if (condition.call()) return;
                    last = null;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    last = e;
                }
                if (System.currentTimeMillis() > end) throw new AssertionError("not within " + waitMs + " ms: " + what, last);
                Thread.sleep(20);
            }
        }
    }
}
