#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-global-pool-as-pool", {
                                                                {"mean and maximum", R"(graph opset 13
input x: float[1, 2, 3, 4]
p: y = GlobalAveragePool(x)
q: z = GlobalMaxPool(x)
output y
output z
)",
                                                                 R"(graph opset 13
input x: float[1, 2, 3, 4]
p: y = AveragePool(x) {kernel_shape: [3, 4]}
q: z = MaxPool(x) {kernel_shape: [3, 4]}
output y
output z
)"},
                                                                {"a size that is not known", R"(graph opset 13
input x: float[1, 2, h, 4]
p: y = GlobalAveragePool(x)
output y
)",
                                                                 nullptr},
                                                            });
