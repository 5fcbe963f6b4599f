#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-pads", {
                                                           {"an edge each", R"(graph opset 13
input x: float[n, 2]
const a: int64[4] = {0, 1, 0, 0}
const b: int64[4] = {1, 0, 0, 2}
const v: float[] = {3}
p1: t = Pad(x, a, v)
p2: y = Pad(t, b, v)
output y
)",
                                                            R"(graph opset 13
input x: float[n, 2]
const p2_pads: int64[4] = {1, 1, 0, 2}
const v: float[] = {3}
p2: y = Pad(x, p2_pads, v) from ["p2", "p1"]
output y
)"},
                                                           {"as attributes", R"(graph opset 8
input x: float[2]
p1: t = Pad(x) {pads: [0, 1]}
p2: y = Pad(t) {pads: [1, 0]}
output y
)",
                                                            R"(graph opset 8
input x: float[2]
p2: y = Pad(x) {pads: [1, 1]} from ["p2", "p1"]
output y
)"},
                                                           {"only some axes", R"(graph opset 18
input x: float[2, 2]
const a: int64[4] = {0, 1, 0, 0}
const b: int64[2] = {1, 0}
const i: int64[1] = {-2}
p1: t = Pad(x, a)
p2: y = Pad(t, b, _, i)
output y
)",
                                                            R"(graph opset 18
input x: float[2, 2]
const p2_pads: int64[4] = {1, 1, 0, 0}
p2: y = Pad(x, p2_pads) from ["p2", "p1"]
output y
)"},
                                                           {"another value", R"(graph opset 13
input x: float[2]
const a: int64[2] = {0, 1}
const v: float[] = {3}
p1: t = Pad(x, a, v)
p2: y = Pad(t, a)
output y
)",
                                                            nullptr},
                                                           {"another mode", R"(graph opset 13
input x: float[4]
const a: int64[2] = {0, 1}
p1: t = Pad(x, a) {mode: "reflect"}
p2: y = Pad(t, a) {mode: "reflect"}
output y
)",
                                                            nullptr},
                                                           {"an edge is cut off", R"(graph opset 13
input x: float[4]
const a: int64[2] = {0, 1}
const b: int64[2] = {0, -2}
p1: t = Pad(x, b)
p2: y = Pad(t, a)
output y
)",
                                                            nullptr},
                                                           {"two readers", R"(graph opset 13
input x: float[4]
const a: int64[2] = {0, 1}
p1: t = Pad(x, a)
p2: y = Pad(t, a)
n: z = Neg(t)
output y
output z
)",
                                                            nullptr},
                                                           {"the first one is an output", R"(graph opset 13
input x: float[4]
const a: int64[2] = {0, 1}
p1: t = Pad(x, a)
p2: y = Pad(t, a)
output y
output t
)",
                                                            nullptr},
                                                           {"amounts at run time", R"(graph opset 13
input x: float[4]
input b: int64[2]
const a: int64[2] = {0, 1}
p1: t = Pad(x, a)
p2: y = Pad(t, b)
output y
)",
                                                            nullptr},
                                                       });
