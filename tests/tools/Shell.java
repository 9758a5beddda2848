import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs the command-line tools of Apache Kafka one after another in one JVM, each as if it were alone: its standard
 * streams are captured, and an exit ends its thread instead of the process.
 *
 * Each line of the input is one call as JSON (main class, arguments, standard input, limit in milliseconds), each line
 * of the output its exit code and what it wrote. Exit code -1 says that it did not end within the limit.
 */
public class Shell {
    public record Call(String main, String[] args, String stdin, long limitMs) { }

    /** What unwinds a tool that called exit; by then its output is no longer looked at. */
    @SuppressWarnings("serial")
    private static final class Exited extends Error { }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        ObjectMapper json = new ObjectMapper();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            answers.println(json.writeValueAsString(run(json.readValue(line, Call.class))));
        }
        Runtime.getRuntime().halt(0);
    }

    private static Map<String, Object> run(Call call) throws Exception {
        Set<Thread> earlier = Set.copyOf(shutdownHooks().keySet());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(call.stdin().getBytes(StandardCharsets.UTF_8));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        System.setIn(in);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        CountDownLatch isOver = new CountDownLatch(1);
        List<Runnable> hooks = new ArrayList<>();
        ThreadGroup group = new ThreadGroup(call.main());
        Exit.Procedure exit = (status, message) -> {
            // A thread that an earlier tool left behind does not end this one.
            if (group.parentOf(Thread.currentThread().getThreadGroup())) {
                code.complete(status);
                awaitQuietly(isOver);
            }
            throw new Exited();
        };
        Exit.setExitProcedure(exit);
        Exit.setHaltProcedure(exit);
        Exit.setShutdownHookAdder((name, hook) -> {
            synchronized (hooks) {
                hooks.add(hook);
            }
        });
        Thread tool = new Thread(group, () -> callMain(call, code), "main");
        tool.setDaemon(true);
        long since = System.nanoTime();
        tool.start();
        int status = waitFor(code, call.limitMs());
        for (Thread hook : Set.copyOf(shutdownHooks().keySet())) {
            if (!earlier.contains(hook)) {
                Runtime.getRuntime().removeShutdownHook(hook);
                hooks.add(hook);
            }
        }
        runHooks(hooks);
        System.out.flush();
        System.err.flush();
        Map<String, Object> answer = Map.of("code", status, "out", text(out), "err", text(err),
            "ms", (System.nanoTime() - since) / 1_000_000);
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(System.out);
        isOver.countDown();
        if (status < 0) {
            tool.interrupt();
        }
        tool.join(5000);
        return answer;
    }

    /** Ends as a JVM does: 0 at the end of main, 1 and a stack trace where main throws. */
    private static void callMain(Call call, CompletableFuture<Integer> code) {
        try {
            if (call.main().startsWith("@")) {
                Steps.run(call.main().substring(1), call.args());
            } else {
                Method main = Class.forName(call.main()).getMethod("main", String[].class);
                main.invoke(null, (Object) call.args());
            }
            code.complete(0);
        } catch (Throwable error) {
            Throwable cause = error instanceof InvocationTargetException ? error.getCause() : error;
            if (!(cause instanceof Exited)) {
                System.err.print("Exception in thread \"main\" ");
                cause.printStackTrace();
            }
            code.complete(1);
        }
    }

    private static int waitFor(CompletableFuture<Integer> code, long limitMs) throws Exception {
        try {
            return code.get(limitMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return -1;
        }
    }

    /** What the JVM would run at its end: some tools hand it their hooks themselves. */
    @SuppressWarnings("unchecked")
    private static Map<Thread, Thread> shutdownHooks() throws Exception {
        Field hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
        hooks.setAccessible(true);
        return (Map<Thread, Thread>) hooks.get(null);
    }

    /** In threads of their own and with a limit, as they may wait for a tool that does not end. */
    private static void runHooks(List<Runnable> hooks) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        synchronized (hooks) {
            hooks.forEach(hook -> threads.add(new Thread(hook)));
        }
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(5000);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            // The tool ends now.
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
