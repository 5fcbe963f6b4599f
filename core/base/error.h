#pragma once

#include <string>
#include <vector>

namespace lathe {

/// Where in a file something was found. Line and column count from 1; 0 means "not known".
struct SourcePlace {
    std::string file;
    int line = 0;
    int column = 0;
};

enum class Severity { Info, Warning, Error };

/// Delivered, but the user should know. `code` is stable (scripts and translations key on it).
struct Diagnostic {
    Severity severity = Severity::Warning;
    std::string code;
    std::string message;
    std::string node;   ///< name of the node or tensor concerned, empty when none
    SourcePlace place;  ///< file, line, column, when the cause is in a file
    std::string remedy; ///< what to do, empty when the message says it
};

/// "file:3:7: error HZ10: message (node) — remedy", leaving out what is empty.
std::string toText(const Diagnostic& diagnostic);

/// Why something could not be delivered; decides the exit status of the command line.
enum class ErrorKind {
    Failed,      ///< done, but the result fails what was asked (exit 1)
    Usage,       ///< bad usage or configuration (exit 2)
    Input,       ///< bad input file, or one that needs more memory than there is (exit 3)
    Unsupported, ///< cannot be converted for that target (exit 4)
    Internal,    ///< our bug, or the machine failed us: disk full (exit 5)
    Stopped,     ///< the user stopped it (exit 130)
};

struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string message;
    std::string node;
    SourcePlace place;
    std::string remedy;
    std::vector<Diagnostic> details; ///< all problems at once, where a file of settings has several

    static Error usage(std::string message, std::string remedy = {});
    static Error input(std::string message, std::string file = {}, std::string remedy = {});
    static Error unsupported(std::string message, std::string node = {}, std::string remedy = {});
    static Error internal(std::string message);
    /// Input: what was asked for needs more memory than this process gets.
    static Error noMemory(std::string node = {});
    bool isNoMemory() const { return kind == ErrorKind::Input && message == noMemory().message; }
    static Error stopped();

    /// One line per problem, ready to print.
    std::string text() const;
    int exitStatus() const;
};

} // namespace lathe
