import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;

/**
 * Decodes and encodes messages with Apache Kafka's own classes. Each line of the input is a name, a version and the
 * message in hexadecimal digits; each line of the output is what Kafka writes for what it read, or "error" and why.
 */
public class Recode {
    private static final String[] PLACES = {
        "org.apache.kafka.common.message.%sData",
        "org.apache.kafka.common.message.%s",
        "org.apache.kafka.common.metadata.%s",
        "org.apache.kafka.coordinator.group.generated.%s",
        "org.apache.kafka.coordinator.share.generated.%s",
        "org.apache.kafka.coordinator.transaction.generated.%s",
        "org.apache.kafka.raft.generated.%s",
        "org.apache.kafka.server.log.remote.metadata.storage.generated.%s",
        "org.apache.kafka.storage.internals.log.generated.%s",
        "org.apache.kafka.server.log.storage.generated.%s",
    };
    private static final Map<String, Constructor<?>> CLASSES = new HashMap<>();

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "US-ASCII"));
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            out.println(answer(words[0], Short.parseShort(words[1]), HexFormat.of().parseHex(words[2])));
        }
        out.flush();
    }

    private static String answer(String name, short version, byte[] bytes) {
        try {
            ByteBuffer input = ByteBuffer.wrap(bytes);
            Message message = (Message) find(name).newInstance(new ByteBufferAccessor(input), version);
            if (input.hasRemaining()) {
                return "error " + input.remaining() + " bytes are left";
            }
            ObjectSerializationCache cache = new ObjectSerializationCache();
            ByteBuffer output = ByteBuffer.allocate(message.size(cache, version));
            message.write(new ByteBufferAccessor(output), cache, version);
            return HexFormat.of().formatHex(output.array(), 0, output.position());
        } catch (Exception | OutOfMemoryError error) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            return ("error " + cause).replace('\n', ' ');
        }
    }

    private static Constructor<?> find(String name) throws Exception {
        Constructor<?> known = CLASSES.get(name);
        for (int i = 0; known == null && i < PLACES.length; i++) {
            try {
                known = Class.forName(String.format(PLACES[i], name)).getConstructor(Readable.class, short.class);
                CLASSES.put(name, known);
            } catch (ClassNotFoundException elsewhere) {
                // The next place has it.
            }
        }
        if (known == null) {
            throw new ClassNotFoundException(name);
        }
        return known;
    }
}
