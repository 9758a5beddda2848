// Kafka Streams: counts words. WordCount STORE BOOTSTRAP APPLICATION INPUT OUTPUT STATE_DIR, STORE being memory or rocksdb
//
// The topology has a repartition topic and a store with a changelog. Runs until SIGTERM; prints "running" each time it is.

import java.util.Arrays;
import java.util.Properties;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

public class WordCount {
    public static void main(String[] arguments) {
        boolean isInMemory = arguments[0].equals("memory");
        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[1]);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[2]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[5]);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6000);
        settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");

        var strings = Serdes.String();
        var store = isInMemory ? Stores.inMemoryKeyValueStore("counts") : Stores.persistentKeyValueStore("counts");
        var counts = Materialized.<String, Long>as(store).withKeySerde(strings).withValueSerde(Serdes.Long());
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(arguments[3], Consumed.with(strings, strings))
            .flatMapValues(line -> Arrays.asList(line.split(" ")))
            .groupBy((key, word) -> word, Grouped.with(strings, strings))
            .count(counts)
            .toStream()
            .mapValues(String::valueOf)
            .to(arguments[4], Produced.with(strings, strings));
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                System.out.println("running");
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }
}
