// A member of a group with Apache Kafka's Java client. Member ASSIGNOR [INSTANCE_ID] BOOTSTRAP GROUP TOPIC
//
// Prints "assigned PARTITION..." whenever what it owns changes and "read PARTITION OFFSET" for each record that it processed.
// Commits after each batch, when partitions are taken from it, and when it leaves (SIGTERM).

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

public class Member {
    private static final TreeSet<Integer> OWNED = new TreeSet<>();
    private static volatile boolean isLeaving = false;

    private static final ConsumerRebalanceListener SHOW = new ConsumerRebalanceListener() {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> OWNED.add(partition.partition()));
            show();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> OWNED.remove(partition.partition()));
            show();
        }
    };

    private static void show() {
        String owned = OWNED.stream().map(String::valueOf).collect(Collectors.joining(" "));
        System.out.println("assigned " + owned);
    }

    public static void main(String[] arguments) throws InterruptedException {
        int last = arguments.length - 1;
        Properties settings = new Properties();
        settings.put("bootstrap.servers", arguments[last - 2]);
        settings.put("group.id", arguments[last - 1]);
        settings.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + arguments[0]);
        if (last == 4) {
            settings.put("group.instance.id", arguments[1] + "-" + ProcessHandle.current().pid());
        }
        settings.put("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        settings.put("value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "500");
        settings.put("max.poll.records", "20");
        settings.put("reconnect.backoff.max.ms", "500");
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings);
        CountDownLatch hasLeft = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            isLeaving = true;
            consumer.wakeup();
            try {
                hasLeft.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(0);
        }));
        consumer.subscribe(List.of(arguments[last]), SHOW);
        while (!isLeaving) {
            try {
                var records = consumer.poll(Duration.ofMillis(200));
                records.forEach(record -> System.out.println("read " + record.partition() + " " + record.offset()));
                if (!records.isEmpty()) {
                    consumer.commitSync();
                }
            } catch (WakeupException e) {
                // Asked to leave: what was read is committed below.
            } catch (KafkaException e) {
                System.err.println(e);
            }
        }
        try {
            consumer.commitSync(Duration.ofSeconds(10));
        } catch (KafkaException e) {
            System.err.println(e);
        }
        consumer.close();
        hasLeft.countDown();
    }
}
