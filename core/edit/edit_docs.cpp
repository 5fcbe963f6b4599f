#include "core/edit/edit_docs.h"

#include "core/edit/edit_list.h"

namespace lathe {
namespace {

constexpr std::string_view kHead =
    "# Structural edits\n\nMade from the table in `core/edit` (`EditDocsTest` compares; `LATHE_WRITE_GOLDEN=1` writes it).\n\n"
    "`lathe edit MODEL -o OUT.onnx` with any of these options carries them out in the order in which they stand, each on what the one "
    "before left.\nIf any of them cannot be carried out, all that is wrong is said at once and nothing is written. `--script EDITS.yaml` "
    "takes the same edits from\na file, at its place among the options; `--save-script EDITS.yaml` writes what was done:\n\n"
    "```yaml\n- remove-type: Softmax\n- rename: \"input.1:image\"\n- outputs: [conv9, conv12]\n```\n\n"
    "A node is named by its name, by that of a node that it came from, or by one of its outputs; a tensor by its name, or by that of the "
    "node that\nmakes it. A separator within a name has a backslash before it: `\\:`, `\\,`, `\\=`. Paths in a script are relative to it. "
    "After each edit types and\nshapes behind the change are inferred anew; an edit after which the model could not be inferred any more is "
    "refused.\n\n";

std::string inTable(std::string_view text) {
    std::string plain;
    for (const char c : text)
        plain += c == '|' ? std::string("\\|") : std::string(1, c);
    return plain;
}

} // namespace

std::string editingMarkdown() {
    std::string text(kHead);
    text += "| option | does |\n| --- | --- |\n";
    for (const EditRow& row : editTable())
        text += "| `--" + std::string(row.name) + " " + inTable(row.argument) + "` | " + inTable(row.summary) + " |\n";
    for (const EditRow& row : editTable()) {
        const std::string example(row.example);
        const bool isQuoted = example.find_first_of(" …|") != std::string::npos;
        text += "\n## " + std::string(row.name) + "\n\n" + std::string(row.summary) + ".";
        if (!row.details.empty()) text += " " + std::string(row.details);
        text += "\n\n`lathe edit model.onnx -o edited.onnx --" + std::string(row.name) + " " + (isQuoted ? "'" + example + "'" : example) +
                "`\n";
    }
    return text;
}

} // namespace lathe
