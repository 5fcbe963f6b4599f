#include "core/passes/recognition/recognize_softplus.h"

#include "core/passes/recognition/recognizer.h"

namespace lathe {

Result<int> recognizeSoftplus(Graph& graph, JobContext& context) {
    const std::string form = "Log(Add(Exp(x), 1))";
    return recognizeAs(graph, context, std::span(&form, 1), "Softplus", 1);
}

} // namespace lathe
