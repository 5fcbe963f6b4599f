#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-global-pool-as-mean", {
                                                                {"a picture, read twice", R"(graph opset 13
input x: float[2, 3, 4, 5]
r: t = GlobalAveragePool(x)
n: y = Add(t, t)
output y
output t
)",
                                                                 R"(graph opset 13
input x: float[2, 3, 4, 5]
r: t = ReduceMean(x) {axes: [2, 3]}
n: y = Add(t, t)
output y
output t
)"},
                                                                {"axes as input", R"(graph opset 18
input x: float[2, 3, 4]
r: y = GlobalAveragePool(x)
output y
)",
                                                                 R"(graph opset 18
input x: float[2, 3, 4]
const r_axes: int64[1] = {2}
r: y = ReduceMean(x, r_axes)
output y
)"},
                                                                {"the largest, and the mean of nothing", R"(graph opset 13
input e: float[2, 3, 0]
m: z = GlobalAveragePool(e)
output z
input x: float[2, 3, 4]
r: y = GlobalMaxPool(x)
output y
)",
                                                                 nullptr},
                                                            });
