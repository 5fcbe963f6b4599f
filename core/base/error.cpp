#include "core/base/error.h"

#include "core/base/memory_budget.h"
#include "core/base/visible_text.h"

namespace lathe {
namespace {

std::string placeText(const SourcePlace& place) {
    std::string text = visibleText(place.file);
    if (place.line > 0) text += ":" + std::to_string(place.line);
    if (place.line > 0 && place.column > 0) text += ":" + std::to_string(place.column);
    return text.empty() ? text : text + ": ";
}

std::string tailText(const std::string& node, const std::string& remedy) {
    std::string text;
    if (!node.empty()) text += " [" + visibleText(node) + "]";
    if (!remedy.empty()) text += " — " + visibleText(remedy);
    return text;
}

const char* severityWord(Severity severity) {
    switch (severity) {
    case Severity::Info:
        return "info";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        return "error";
    }
    return "";
}

} // namespace

std::string toText(const Diagnostic& diagnostic) {
    std::string text = placeText(diagnostic.place) + severityWord(diagnostic.severity);
    if (!diagnostic.code.empty()) text += " " + diagnostic.code;
    return text + ": " + visibleText(diagnostic.message) + tailText(diagnostic.node, diagnostic.remedy);
}

Error Error::usage(std::string message, std::string remedy) {
    return {ErrorKind::Usage, std::move(message), {}, {}, std::move(remedy), {}};
}

Error Error::input(std::string message, std::string file, std::string remedy) {
    return {ErrorKind::Input, std::move(message), {}, {std::move(file), 0, 0}, std::move(remedy), {}};
}

Error Error::unsupported(std::string message, std::string node, std::string remedy) {
    return {ErrorKind::Unsupported, std::move(message), std::move(node), {}, std::move(remedy), {}};
}

Error Error::internal(std::string message) {
    return {ErrorKind::Internal, std::move(message), {}, {}, {}, {}};
}

Error Error::noMemory(std::string node) {
    return {ErrorKind::Input,
            "more memory is needed than there is: tensors may take " + std::to_string(memoryBudget() >> 20) + " MiB together",
            std::move(node),
            {},
            "choose smaller input shapes, use fewer threads (--jobs), or allow more (--max-memory)",
            {}};
}

Error Error::stopped() {
    return {ErrorKind::Stopped, "stopped", {}, {}, {}, {}};
}

std::string Error::text() const {
    std::string text = placeText(place) + "error: " + visibleText(message) + tailText(node, remedy);
    for (const Diagnostic& detail : details)
        text += "\n" + toText(detail);
    return text;
}

int Error::exitStatus() const {
    switch (kind) {
    case ErrorKind::Failed:
        return 1;
    case ErrorKind::Usage:
        return 2;
    case ErrorKind::Input:
        return 3;
    case ErrorKind::Unsupported:
        return 4;
    case ErrorKind::Internal:
        return 5;
    case ErrorKind::Stopped:
        return 130;
    }
    return 5;
}

} // namespace lathe
