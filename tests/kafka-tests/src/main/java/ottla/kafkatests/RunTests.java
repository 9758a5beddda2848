package ottla.kafkatests;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.commons.util.ReflectionUtils;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** `SUITE OUT.tsv CLASS[#METHOD,METHOD...]...`: runs them and writes one line for each test that had a cluster. */
public final class RunTests implements TestExecutionListener {
    private static volatile String current = "?\t?";
    private final String suite;
    private final Path out;
    private final PrintStream console;
    private final Map<String, Long> begun = new HashMap<>();
    private final Map<String, Integer> clustersBefore = new HashMap<>();
    private final Map<String, Map<String, Integer>> invocations = new HashMap<>();
    private TestPlan plan;

    private RunTests(String suite, Path out, PrintStream console) {
        this.suite = suite;
        this.out = out;
        this.console = console;
    }

    static String currentTest() {
        return current;
    }

    public static void main(String[] args) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (int i = 2; i < args.length; i++) {
            String[] parts = args[i].split("#");
            if (parts.length == 1) {
                request.selectors(DiscoverySelectors.selectClass(parts[0]));
                continue;
            }
            Class<?> type = ReflectionUtils.tryToLoadClass(parts[0]).getOrThrow(IllegalArgumentException::new);
            Set<String> names = Set.of(parts[1].split(","));
            for (Method method : ReflectionUtils.findMethods(type, method -> names.contains(method.getName()), ReflectionUtils.HierarchyTraversalMode.BOTTOM_UP)) {
                request.selectors(DiscoverySelectors.selectMethod(type, method));
            }
        }
        request.filters(includeClassNamePatterns(".*"), (PostDiscoveryFilter) RunTests::unlessSkipped);
        String limit = System.getProperty("ottla.test.limit", "300 s");
        LauncherDiscoveryRequest built = request
                .configurationParameter("junit.jupiter.execution.timeout.default", limit)
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter("junit.jupiter.params.displayname.default", "{displayName}.{argumentsWithNames}")
                .build();
        PrintStream console = System.out;
        System.setOut(System.err);
        LauncherFactory.create().execute(built, new RunTests(args[0], Path.of(args[1]), console));
        console.flush();
        System.err.flush();
        Runtime.getRuntime().exit(0);
    }

    /** Leaves out the methods that reasons.tsv names with the kind `skip`: they need what the broker does not have. */
    private static FilterResult unlessSkipped(TestDescriptor test) {
        if (!(test.getSource().orElse(null) instanceof MethodSource)) return FilterResult.included("no method");
        MethodSource method = (MethodSource) test.getSource().get();
        boolean skipped = linesOf("ottla.test.reasons").stream().anyMatch(parts -> parts.length == 4 && parts[2].equals("skip")
                && method.getClassName().equals(parts[0]) && method.getMethodName().matches(parts[1]));
        return FilterResult.includedIf(!skipped);
    }

    /** The fields of a file of the harness; none where the property that names it is not set. */
    private static List<String[]> linesOf(String property) {
        String file = System.getProperty(property);
        if (file == null) return List.of();
        try (Stream<String> lines = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return lines.map(line -> line.split("\t")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        begun.put(test.getUniqueId(), System.nanoTime());
        clustersBefore.put(test.getUniqueId(), ExternalCluster.started() - (ExternalCluster.anyLive() ? 1 : 0));
        current = className(test) + "\t" + name(test);
        if (test.isTest()) {
            NeedsInProcess.forget();
            ExternalCluster.forgetSmaller();
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (reason.contains("other-type")) return;
        write(test, "skipped", 0, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        double seconds = (System.nanoTime() - begun.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1e9;
        Throwable problem = result.getThrowable().orElse(null);
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (!test.isTest() && passed) return;
        boolean cluster = ExternalCluster.started() > clustersBefore.getOrDefault(test.getUniqueId(), 0);
        String asked = inProcess(problem);
        if (asked == null && !passed && NeedsInProcess.lastAsked() != null) asked = "needs the inside of the broker: " + NeedsInProcess.lastAsked();
        if (!cluster && asked == null && (passed || problem == null || !mentionsShim(problem))) {
            if (!passed) write(test, "failed-without-cluster", seconds, String.valueOf(problem));
            return;
        }
        String smaller = ExternalCluster.smaller();
        if (passed) write(test, "passed", seconds, smaller);
        else if (result.getStatus() == TestExecutionResult.Status.ABORTED) write(test, "skipped", seconds, String.valueOf(problem));
        else if (asked != null) write(test, "not-applicable", seconds, asked);
        else if (insideReason(test) != null) write(test, "not-applicable", seconds, insideReason(test));
        else write(test, "failed", seconds, smaller.isEmpty() ? message(problem) : smaller + ": " + message(problem));
        if (!passed && asked == null && problem != null) {
            System.err.println("=== FAILED " + className(test) + " " + name(test));
            problem.printStackTrace();
        }
    }

    /** From the list of tests that look inside the broker by ways that the stand-ins cannot see. */
    private String insideReason(TestIdentifier test) {
        for (String[] parts : linesOf("ottla.test.inside")) {
            if (parts.length == 3 && className(test).equals(parts[0]) && name(test).matches(parts[1])) return parts[2];
        }
        return null;
    }

    private static String inProcess(Throwable problem) {
        int depth = 0;
        for (Throwable t = problem; t != null && depth < 20; t = t.getCause(), depth++) {
            if (t instanceof NeedsInProcess) return t.getMessage();
            for (Throwable hidden : t.getSuppressed()) {
                if (hidden instanceof NeedsInProcess) return hidden.getMessage();
            }
        }
        return null;
    }

    /** A cluster that never came up was still meant to. */
    private static boolean mentionsShim(Throwable problem) {
        for (Throwable t = problem; t != null; t = t.getCause()) {
            for (StackTraceElement element : t.getStackTrace()) {
                if (element.getClassName().startsWith("ottla.kafkatests.ExternalCluster")) return true;
            }
        }
        return false;
    }

    private static String message(Throwable problem) {
        String text = String.valueOf(problem);
        Throwable root = problem;
        while (root.getCause() != null && root.getCause() != root) root = root.getCause();
        return root == problem ? text : text + " <- " + root;
    }

    private String className(TestIdentifier test) {
        for (TestIdentifier at = test; at != null; at = plan.getParent(at).orElse(null)) {
            if (at.getSource().orElse(null) instanceof MethodSource) return ((MethodSource) at.getSource().get()).getClassName();
            if (at.getSource().orElse(null) instanceof ClassSource) return ((ClassSource) at.getSource().get()).getClassName();
        }
        return "?";
    }

    private String name(TestIdentifier test) {
        if (!(test.getSource().orElse(null) instanceof MethodSource)) return "(class)";
        String method = ((MethodSource) test.getSource().get()).getMethodName();
        String display = test.getDisplayName().replaceAll("localhost:\\d+", "localhost");
        if (display.startsWith(method + " [")) return numbered(test, method + clusterTags(display));
        if (display.equals(method) || display.matches("\\Q" + method + "\\E\\([\\w, ]*\\)")) return method;
        return method + " " + display.replaceAll("@[0-9a-f]{5,}", "@").replaceFirst("^\\Q" + method + "\\E\\([\\w, ]*\\)\\.", "");
    }

    /** What Kafka's name for a cluster says beyond its defaults. */
    private static String clusterTags(String display) {
        String tags = display.replaceFirst(".*?\\] Type=Raft-", " ")
                .replaceAll(",? ?(MetadataVersion=4.4-IV0|BrokerSecurityProtocol=PLAINTEXT|ControllerSecurityProtocol=PLAINTEXT"
                        + "|BrokerListenerName=ListenerName\\(EXTERNAL\\)|ControllerListenerName=ListenerName\\(CONTROLLER\\))", "")
                .replaceAll("[ ,]+$", "");
        return tags.substring(0, Math.min(tags.length(), 200));
    }

    /** The second and further invocations of one name get a number, in the order in which they run. */
    private String numbered(TestIdentifier test, String name) {
        String key = className(test) + "\t" + name;
        Map<String, Integer> numbers = invocations.computeIfAbsent(key, any -> new HashMap<>());
        int number = numbers.computeIfAbsent(test.getUniqueId(), any -> numbers.size() + 1);
        return number == 1 ? name : name + " #" + number;
    }

    private synchronized void write(TestIdentifier test, String result, double seconds, String message) {
        String line = String.join("\t", suite, className(test), clean(name(test)), result,
                String.format(Locale.ROOT, "%.1f", seconds), clean(message));
        console.println(line);
        console.flush();
        try (Writer writer = Files.newBufferedWriter(out, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String clean(String text) {
        String flat = text.replaceAll("[\\t\\r\\n]+", " ").trim();
        return flat.length() > 400 ? flat.substring(0, 400) : flat;
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) { }
}
