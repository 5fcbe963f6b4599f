#include "core/pipeline/batching.h"

#include "core/edit/set_batch.h"
#include "core/ops/inference.h"

namespace lathe {

Result<Program> compileBatch(const QuantizedGraph& network, const Target& target, const CompileOptions& options, std::int64_t pictures,
                             JobContext& context) {
    if (pictures <= 1) return compile(network, target, options, context);
    QuantizedGraph together = network;
    LATHE_CHECK(setBatch(together.graph, std::to_string(pictures), context));
    JobContext quiet(context.stopToken()); // that every stored shape is another now is no news
    LATHE_CHECK(inferShapes(together.graph, quiet));
    LATHE_TRY(Program program, compile(together, target, options, context));
    program.network = network;
    program.options["input_batch"] = std::to_string(pictures);
    return program;
}

} // namespace lathe
