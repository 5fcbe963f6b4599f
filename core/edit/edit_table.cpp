#include "core/edit/attribute_edits.h"
#include "core/edit/edit.h"
#include "core/edit/edit_list.h"
#include "core/edit/edit_text.h"
#include "core/edit/insert_node.h"
#include "core/edit/interface_edits.h"
#include "core/edit/model_edits.h"
#include "core/edit/set_batch.h"

#include <array>

namespace lathe {
namespace {

Status removeType(Graph& graph, const std::string& argument, JobContext& context) {
    const std::vector<std::string> types = splitNames(argument);
    if (types.empty()) return Error::usage("names no type", "give one, or several with commas between them");
    LATHE_CHECK(removeNodesByType(graph, types, context));
    return {};
}

Status removeNode(Graph& graph, const std::string& argument, JobContext& context) {
    LATHE_CHECK(removeNodes(graph, splitNames(argument), context));
    return {};
}

Status extract(Graph& graph, const std::string& argument, JobContext&) {
    const std::vector<std::string> ends = splitGuarded(argument, ':', 2);
    if (ends.size() != 2) return Error::usage("'" + argument + "' is not of the form FROM:TO", "a ':' within a name is written '\\:'");
    const auto from = splitNames(ends[0]), to = splitNames(ends[1]);
    if (from.empty() && to.empty()) return Error::usage("'" + argument + "' names neither a beginning nor an end");
    return extractBetween(graph, from, to);
}

Status outputs(Graph& graph, const std::string& argument, JobContext&) {
    return setOutputNodes(graph, splitNames(argument));
}

Status renameOne(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto names, pairOf(argument, ':', "OLD:NEW"));
    return rename(graph, names.first, unescaped(names.second));
}

Status setShape(Graph& graph, const std::string& argument, JobContext& context) {
    LATHE_TRY(const auto parts, pairOf(argument, ':', "INPUT:D0,D1,…"));
    LATHE_TRY(const Shape shape, parseDims(parts.second));
    return setInputShape(graph, parts.first, shape, context);
}

constexpr EditEffect kNaming = EditEffect::Naming, kStructure = EditEffect::Structure;

constexpr std::array kEdits{
    EditRow{"remove-type", "TYPE", "Take out nodes of this type at the ends: Quantize, Transpose, Dequantize, Cast, Reshape, Softmax",
            "Again and again, until no such node stands at an end. A node between an input and an output directly stays, and so does one "
            "that is not the only reader of its input. Several types, with commas, go together. A type of which none was found is a "
            "warning; of several types one line says which were not found.",
            "Softmax", kStructure, removeType},
    EditRow{"remove-node", "NAME", "Take out this node: at an end, or where its input can take the place of its output",
            "In the middle its readers read its first input, which must have the type and shape of its output. Several names, with "
            "commas, go together. Refused where a subgraph reads the output by its name, or where nothing can stand in for it.",
            "relu", kStructure, removeNode},
    EditRow{"extract", "FROM:TO", "Keep the part between tensors or nodes; a list with commas on either side, an empty side stays",
            "A node in FROM stands for what it reads. Refused where the outputs also need something that does not come from FROM.",
            "conv1:pool5", kStructure, extract},
    EditRow{"outputs", "NAME,…", "Cut the model: these nodes or tensors become its outputs", "What they do not need goes; the inputs stay.",
            "conv9,conv12", kStructure, outputs},
    EditRow{"add-output", "NAME", "Let this tensor be an output as well",
            "Nothing is cut. Refused for what no node makes: an input or a constant.", "conv5", kNaming, addOutput},
    EditRow{"remove-output", "NAME", "Let this tensor no longer be an output",
            "Nothing is cut: the nodes that made it stay. Refused for the only output.", "aux", kNaming, removeOutput},
    EditRow{"insert-after", "TENSOR:TYPE:ATTR=VALUE…", "Put a node behind a tensor: its readers and outputs read the new node",
            "Settings are attributes, or inputs that become constants: min and max of Clip, shape of Reshape, axes, value of Add, Mul … "
            "QuantizeLinear (scale, zero_point, type) comes with its DequantizeLinear. Refused where a subgraph reads the tensor by its "
            "name.",
            "image:Transpose:perm=0,3,1,2", kStructure, insertAfter},
    EditRow{"insert-before", "TENSOR:TYPE:ATTR=VALUE…", "Put a node in front of a tensor, which keeps its name and its readers",
            "Settings as for insert-after. Refused for an input and a constant, which no node makes.", "scores:Clip:min=0:max=6",
            kStructure, insertBefore},
    EditRow{
        "set-operator", "NODE:TYPE:ATTR=VALUE…", "Make another operator of a node; of another domain as com.microsoft::Gelu",
        "Inputs, outputs and attributes stay, with those given here. Refused where the operator is unknown, does not exist in the model's opset, lacks an "
        "attribute that the node has, or cannot take its inputs.",
        "act3:LeakyRelu:alpha=0.1", kStructure, setOperator},
    EditRow{"set-attribute", "NODE:ATTR=VALUE", "Give a node an attribute; lists with commas, element types by name",
            "The operator table says which attributes there are in the model's opset and of which type. Tensors and subgraphs cannot be "
            "written so.",
            "pool1:ceil_mode=1", kStructure, setAttribute},
    EditRow{"remove-attribute", "NODE:ATTR", "Take an attribute from a node: its default holds again",
            "Refused where the operator cannot do without it.", "conv1:auto_pad", kStructure, removeAttribute},
    EditRow{"set-constant", "TENSOR=FILE.npy", "Replace the content of a weight or another constant",
            "The element type must be the same; another shape is taken where the model can be inferred with it.", "conv1.weight=w.npy",
            kStructure, setConstant},
    EditRow{"set-shape", "INPUT:D0,D1,…", "Give an input another shape and infer all others ('?' or a word: open)",
            "Where a dimension that had a name becomes a number, all dimensions of that name do. Refused for another rank, and where an "
            "operator cannot take the shape.",
            "image:1,3,320,320", kStructure, setShape},
    EditRow{
        "set-batch", "N[:INPUT,…]", "Give all inputs (or those named) another batch, their first dimension ('?' or a word: open)",
        "Without names: all inputs that begin as the first does. Inputs with another first dimension stay, with a note. A constant that gives a Reshape the old batch as first entry follows; "
        "one that holds it elsewhere is named, and the edit refused.",
        "4", kStructure, setBatch},
    EditRow{"set-input-type", "INPUT:TYPE", "Give an input another type of real numbers, with a Cast behind it",
            "float, float16, bfloat16, double. The model computes as before. Where only Casts read the input no other is needed. Refused "
            "where a subgraph reads the input by its name.",
            "image:float16", kStructure, setInputType},
    EditRow{"set-opset", "N", "Raise the version of the operator set",
            "Refused, with the nodes, where an operator of the model has another form in the newer version (axes became an input, say).",
            "17", kStructure, setOpset},
    EditRow{"rename", "OLD:NEW", "Give a tensor (input, output …) or a node another name",
            "Refused for a name that is taken, and for a tensor that a subgraph reads by its name.", "input.1:image", kNaming, renameOne},
    EditRow{"set-metadata", "KEY=VALUE", "Write a line of the model's metadata", "", "author=Kim", kNaming, setMetadata},
    EditRow{"remove-metadata", "KEY", "Take a line out of the model's metadata", "", "author", kNaming, removeMetadata},
    EditRow{"set-doc", "TEXT", "Write the model's doc string", "An empty text takes it away.", "Trained on 2024-05-01", kNaming, setDoc},
};

} // namespace

std::span<const EditRow> editTable() {
    return kEdits;
}

} // namespace lathe
