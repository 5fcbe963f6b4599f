#include "core/passes/recognition/recognize_mish.h"

#include "core/passes/recognition/recognizer.h"

namespace lathe {

Result<int> recognizeMish(Graph& graph, JobContext& context) {
    const std::string form = "Mul(x, Tanh({Softplus(x)|Log(Add(Exp(x), 1))}))";
    return recognizeAs(graph, context, std::span(&form, 1), "Mish", 18);
}

} // namespace lathe
