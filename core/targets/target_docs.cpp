#include "core/base/markdown.h"
#include "core/targets/constraints.h"
#include "core/targets/figure_table.h"

#include <cctype>

namespace lathe {
namespace {

constexpr std::string_view kHead =
    "# Devices\n\nMade from `resources/targets/*.yaml` and the tables in `core/targets` (`targets_test` compares; "
    "`LATHE_WRITE_GOLDEN=1` writes it).\nHow to add a device of your own: [adding_a_device.md](adding_a_device.md).\n\n"
    "Every figure has a status. **published**: read in the source; **derived**: computed from published figures; **assumed**: no source "
    "gives it, the reason stands\nbeside it; **fitted**: to published latencies; **unknown**. A prediction is as good as what it rests on.\n\n";

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string counted(const std::vector<std::int32_t>& counts) {
    std::string text;
    for (const std::int32_t count : counts)
        text += (text.empty() ? "" : ", ") + std::to_string(count);
    return text;
}

std::string typesText(const std::vector<DataType>& types) {
    std::vector<std::string> names;
    for (const DataType type : types)
        names.emplace_back(toName(type));
    return listed(names);
}

std::string numberText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

std::string yesOrNo(bool truth) {
    return truth ? "yes" : "no";
}

std::string statusText(const Provenance& provenance) {
    return " (" + std::string(toName(provenance.status)) + ": " + provenance.source + ")";
}

std::string row(std::initializer_list<std::string> cells) {
    std::string text = "|";
    for (const std::string& one : cells)
        text += " " + one + " |";
    return text + "\n";
}

/// As Markdown makes it from a heading.
std::string anchorOf(std::string_view name) {
    std::string anchor(name);
    std::ranges::transform(anchor, anchor.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return anchor;
}

std::string whereText(const OperatorRule& rule) {
    if (rule.isRefused) return "refused";
    if (rule.engine == EngineClass::Host) return "host";
    return std::string("accelerator, int8") + (rule.supportsInt16 ? ", int16" : "") + (rule.supportsFloat ? ", float" : "");
}

/// Operators of one entry of the file stand in one row.
bool isSameRule(const OperatorRule& a, const OperatorRule& b) {
    const auto isSame = [](const OperatorConstraint& x, const OperatorConstraint& y) {
        return x.kind == y.kind && x.values == y.values && x.sentence == y.sentence;
    };
    return whereText(a) == whereText(b) && a.note == b.note && std::ranges::equal(a.constraints, b.constraints, isSame);
}

std::string overview(const std::vector<Target>& targets) {
    std::string text = "| device | also | vendor, chip | cores | int8 TOPS | types (activations; weights) | zero points | figures: " +
                       std::string("published, derived, assumed, fitted |\n|---|---|---|---|---|---|---|---|\n");
    for (const Target& target : targets) {
        const auto count = [&](FigureStatus status) {
            const auto all = target.figures();
            return std::ranges::count_if(all, [&](const Figure* figure) { return figure->status == status; });
        };
        const std::string counts = std::to_string(count(FigureStatus::Published)) + ", " + std::to_string(count(FigureStatus::Derived)) +
                                   ", " + std::to_string(count(FigureStatus::Assumed)) + ", " + std::to_string(count(FigureStatus::Fitted));
        char tops[32];
        std::snprintf(tops, sizeof tops, "%.3g", target.peakMacsPerSecond() * 2e-12 * target.cores);
        text +=
            row({"[" + target.name + "](#" + anchorOf(target.name) + ")", markdownCell(listed(target.aliases)),
                 target.vendor + ", " + markdownCell(target.chip), std::to_string(target.cores), tops,
                 typesText(target.activationTypes) + "; " + typesText(target.weightTypes), yesOrNo(target.numerics.zeroPoints), counts});
    }
    return text;
}

std::string operatorsText(const Target& target) {
    std::string text = "\n| operators | where | limits |\n|---|---|---|\n";
    for (std::size_t i = 0; i < target.rules.size();) {
        const OperatorRule& rule = target.rules[i];
        std::string ops;
        for (; i < target.rules.size() && isSameRule(rule, target.rules[i]); ++i)
            ops += (ops.empty() ? "" : ", ") + target.rules[i].op;
        std::string limits;
        for (std::size_t c = target.generalConstraints.size(); c < rule.constraints.size(); ++c)
            limits += (limits.empty() ? "" : "; ") + rule.constraints[c].sentence;
        if (!rule.note.empty()) limits += (limits.empty() ? "" : ". ") + std::string("*") + rule.note + "*";
        text += row({ops, whereText(rule), markdownCell(limits)});
    }
    return text;
}

std::string deviceText(const Target& target) {
    const NumericsSpec& numerics = target.numerics;
    std::string text = "\n## " + target.name + "\n\n" + target.vendor + " " + target.chip + ": " + target.summary + ". ";
    if (!target.base.empty()) text += "Extends " + target.base + ". ";
    text += "Host: " + target.hostName + (target.hostArch.empty() ? "" : " (" + target.hostArch + ")") + ".\n\n";
    text += "**Validation**: " + target.validation + "\n\n";
    text += "Cores: " + std::to_string(target.cores) + ", on-chip memory " +
            (target.coreMemory == CoreMemory::PerCore ? "of each core" : "shared by all") + "; one inference on " +
            counted(target.coreCounts) + " core(s), " + counted(target.deviceCounts) + " device(s).\n\n";
    text += "Numerics: rounding " + std::string(toName(numerics.rounding)) + ", requantization " +
            std::string(toName(numerics.requantization)) + (numerics.powerOfTwoScales ? ", scales are powers of two" : "") +
            statusText(target.numericsProvenance) + ". Zero points: " + yesOrNo(numerics.zeroPoints) +
            statusText(target.zeroPointsProvenance) + ".\n\n";
    text += "| figure | value | unit | status | source |\n|---|---|---|---|---|\n";
    for (const Figure* figure : target.figures())
        text +=
            row({figure->name, numberText(figure->value), figure->unit, std::string(toName(figure->status)), markdownCell(figure->source)});
    for (const OperatorConstraint& general : target.generalConstraints)
        text += (&general == &target.generalConstraints.front() ? "\nEverywhere on the accelerator: " : "; ") + general.sentence;
    if (!target.generalConstraints.empty()) text += ".\n";
    return text + operatorsText(target);
}

std::string schemaText() {
    std::string text = "\n# What a file may hold\n\n## Figures\n\n| key | unit | from | to | what it is |\n|---|---|---|---|---|\n";
    for (const FigureRow& figure : figureTable())
        text += row({"`" + std::string(figure.key) + "`", std::string(figure.unit), numberText(figure.minimum), numberText(figure.maximum),
                     std::string(figure.summary) + (figure.fallback ? "; " + numberText(*figure.fallback) + " when left out" : "")});
    text += "\n## Kinds of constraints\n\nA constraint is kept where its statement is true of the node.\n\n| kind | values | true when, or "
            "what is limited |\n|---|---|---|\n";
    for (const ConstraintRow& constraint : constraintTable())
        text += row({"`" + std::string(constraint.kind) + "`",
                     constraint.minimumValues == 0 ? "" : std::to_string(constraint.minimumValues) + " or more",
                     std::string(constraint.summary)});
    return text;
}

} // namespace

std::string targetsMarkdown(const std::vector<Target>& targets) {
    std::string text(kHead);
    text += overview(targets);
    for (const Target& target : targets)
        text += deviceText(target);
    return text + schemaText();
}

} // namespace lathe
