import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a case needs before its command line: records, committed offsets, members, transactions. */
class Steps {
    /** The time of the first record; one millisecond more for each that follows. Not near the present, which is replaced. */
    private static long nextTimestamp = 1_000_000_000_000L;

    private static final List<Member> MEMBERS = new ArrayList<>();
    private static final List<KafkaProducer<String, String>> OPEN_TRANSACTIONS = new ArrayList<>();

    static void run(String step, String[] args) throws Exception {
        List<String> rest = List.of(args).subList(1, args.length);
        switch (step) {
            case "produce" -> produce(args[0], rest);
            case "commit" -> commit(args[0], rest);
            case "join" -> join(args[0], rest);
            case "leave" -> leave(args[0], rest.get(0));
            case "transaction" -> transaction(args[0], rest);
            case "reset" -> reset();
            default -> throw new IllegalArgumentException("no step is called " + step);
        }
    }

    /** TOPIC[:PARTITION] [KEY=]VALUE...: a batch for each record. */
    private static void produce(String bootstrap, List<String> args) throws Exception {
        String[] place = args.get(0).split(":");
        Integer partition = place.length > 1 ? Integer.valueOf(place[1]) : Integer.valueOf(0);
        try (KafkaProducer<String, String> producer = producer(bootstrap, Map.of("enable.idempotence", "false"))) {
            for (String record : args.subList(1, args.size())) {
                String[] pair = record.contains("=") ? record.split("=", 2) : new String[] {null, record};
                producer.send(new ProducerRecord<>(place[0], partition, nextTimestamp++, pair[0], pair[1])).get();
            }
        }
    }

    /** GROUP TOPIC:PARTITION:OFFSET... */
    private static void commit(String bootstrap, List<String> args) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (String place : args.subList(1, args.size())) {
            String[] parts = place.split(":");
            offsets.put(new TopicPartition(parts[0], Integer.parseInt(parts[1])),
                new OffsetAndMetadata(Long.parseLong(parts[2])));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.alterConsumerGroupOffsets(args.get(0), offsets).all().get();
        }
    }

    /** GROUP TOPIC [KEY=VALUE of the consumer]...: waits until the member has partitions. */
    private static void join(String bootstrap, List<String> args) throws Exception {
        Map<String, Object> config = config(bootstrap, args.subList(2, args.size()));
        config.put("group.id", args.get(0));
        config.putIfAbsent("client.id", "member");
        config.putIfAbsent("auto.offset.reset", "earliest");
        config.putIfAbsent("enable.auto.commit", "false");
        Member member = new Member(args.get(0), new KafkaConsumer<>(config, new ByteArrayDeserializer(),
            new ByteArrayDeserializer()), args.get(1));
        MEMBERS.add(member);
        member.start();
        if (!member.isAssigned.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no partitions were assigned");
        }
    }

    private static void leave(String bootstrap, String group) throws InterruptedException {
        for (Member member : MEMBERS) {
            if (member.group.equals(group)) {
                member.close();
            }
        }
        MEMBERS.removeIf(member -> member.group.equals(group));
    }

    /** TRANSACTIONAL_ID TOPIC VALUE commit|abort|open */
    private static void transaction(String bootstrap, List<String> args) throws Exception {
        KafkaProducer<String, String> producer = producer(bootstrap, Map.of("transactional.id", args.get(0)));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(args.get(1), 0, nextTimestamp++, null, args.get(2))).get();
        if (args.get(3).equals("open")) {
            OPEN_TRANSACTIONS.add(producer);
            return;
        }
        if (args.get(3).equals("commit")) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
        producer.close();
    }

    /** Forgets what the cases of one file left behind. */
    private static void reset() throws InterruptedException {
        for (Member member : MEMBERS) {
            member.close();
        }
        MEMBERS.clear();
        OPEN_TRANSACTIONS.forEach(producer -> producer.close(Duration.ZERO));
        OPEN_TRANSACTIONS.clear();
        nextTimestamp = 1_000_000_000_000L;
    }

    private static KafkaProducer<String, String> producer(String bootstrap, Map<String, String> more) {
        Map<String, Object> config = config(bootstrap, List.of());
        config.putAll(more);
        config.put("max.block.ms", "20000");
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static Map<String, Object> config(String bootstrap, List<String> pairs) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            config.put(parts[0], parts[1]);
        }
        return config;
    }

    /** A consumer that polls until it is closed. */
    private static final class Member extends Thread {
        final String group;
        final CountDownLatch isAssigned = new CountDownLatch(1);
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final String topic;
        private final AtomicBoolean isClosed = new AtomicBoolean();

        Member(String group, KafkaConsumer<byte[], byte[]> consumer, String topic) {
            this.group = group;
            this.consumer = consumer;
            this.topic = topic;
            setDaemon(true);
        }

        @Override
        public void run() {
            consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(java.util.Collection<TopicPartition> partitions) { }

                @Override
                public void onPartitionsAssigned(java.util.Collection<TopicPartition> partitions) {
                    isAssigned.countDown();
                }
            });
            while (!isClosed.get()) {
                consumer.poll(Duration.ofMillis(50));
            }
            consumer.close();
        }

        void close() throws InterruptedException {
            isClosed.set(true);
            join(10_000);
        }
    }
}
