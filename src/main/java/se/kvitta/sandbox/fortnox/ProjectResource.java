package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/projects}. The number is a text that looks like a number until somebody chooses another. */
final class ProjectResource extends SmallRegister<Project> {

    private static final Shape SHAPE = Shape.of(
            "Project",
            Field.text("ProjectNumber", 0, 20),
            Field.text("Description", 1, 50).needed(),
            Field.word("Status", "NOTSTARTED", "ONGOING", "COMPLETED"),
            Field.date("StartDate"),
            Field.date("EndDate"),
            Field.text("ProjectLeader", 0, 50),
            Field.text("ContactPerson", 0, 50),
            Field.text("Comments", 0, 512),
            Field.readOnly("@url"));

    ProjectResource() {
        super("projects", "project", "Project", "Projects", SHAPE, KnownReason.PROJECT_NOT_FOUND);
    }

    @Override
    Register<Project> register(Company company) {
        return company.projects;
    }

    @Override
    String key(Project entry) {
        return entry.number();
    }

    /** Recorded so: this resource alone names itself in the singular. */
    @Override
    String location() {
        return "project";
    }

    @Override
    Set<String> search() {
        return Set.of("lastmodified");
    }

    @Override
    List<Project> found(Request request) {
        var recent = request.recent();
        return request.company().projects.all().stream()
                .filter(entry -> recent.test(entry.modified()))
                .toList();
    }

    @Override
    Project made(Request request, Input input, @Nullable Project before, Instant at) {
        if (before == null) {
            var fresh = new Project(nextNumber(request.company()), "", "ONGOING", null, null, null, null, null, at);
            return made(request, input, fresh, at);
        }
        return new Project(
                input.requiredText("ProjectNumber", before.number()),
                input.requiredText("Description", before.description()),
                input.requiredText("Status", before.status()),
                input.date("StartDate", before.startDate()),
                input.date("EndDate", before.endDate()),
                input.text("ProjectLeader", before.projectLeader()),
                input.text("ContactPerson", before.contactPerson()),
                input.text("Comments", before.comments()),
                at);
    }

    private static String nextNumber(Company company) {
        int next = 1;
        while (company.projects.has(Integer.toString(next))) {
            next++;
        }
        return Integer.toString(next);
    }

    @Override
    boolean isUsed(Company company, String key) {
        return company.vouchers.all().stream()
                .flatMap(voucher -> voucher.rows().stream())
                .anyMatch(row -> key.equals(row.project()));
    }

    @Override
    ObjectNode item(Request request, Project entry) {
        return Json.object()
                .put("@url", request.url("projects", entry.number()))
                .put("Description", entry.description())
                .put("EndDate", day(entry.endDate()))
                .put("ProjectNumber", entry.number())
                .put("Status", entry.status())
                .put("StartDate", day(entry.startDate()));
    }

    @Override
    ObjectNode whole(Request request, Project entry) {
        return item(request, entry)
                .put("Comments", entry.comments())
                .put("ContactPerson", entry.contactPerson())
                .put("ProjectLeader", entry.projectLeader());
    }

    private static @Nullable String day(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }
}
