#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-group-normalization", {
                                                                  {"as PyTorch exports it", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(0)
const s: float[4, 1, 1] = {1, 2, 3, 4}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
)",
                                                                   R"(graph opset 21
input x: float[2, 4, 3, 3]
const s_1: float[4] = {1, 2, 3, 4}
const b_1: float[4] = {5, 6, 7, 8}
r: y = GroupNormalization(x, s_1, b_1) {num_groups: 2, epsilon: 0.001} from ["n"]
output y
)"},
                                                                  {"opset 20", R"(graph opset 20
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(0)
const s: float[4, 1, 1] = {1, 2, 3, 4}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
)",
                                                                   nullptr},
                                                                  {"a scale inside", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(2)
const zero: float[2] = fill(0)
const s: float[4, 1, 1] = {1, 2, 3, 4}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
)",
                                                                   nullptr},
                                                                  {"a shift inside", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(2)
const s: float[4, 1, 1] = {1, 2, 3, 4}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
)",
                                                                   nullptr},
                                                                  {"groups that cross the batch", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {1, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(0)
const s: float[4, 1, 1] = {1, 2, 3, 4}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
)",
                                                                   nullptr},
                                                                  {"another shape behind", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {4, 2, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(0)
const s: float[2, 1, 1] = {1, 2}
const b: float[2, 1, 1] = {5, 6}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
)",
                                                                   nullptr},
                                                                  {"a scale per place", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(0)
const s: float[3] = {1, 2, 3}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
)",
                                                                   nullptr},
                                                                  {"a part is a graph output", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(0)
const s: float[4, 1, 1] = {1, 2, 3, 4}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
output t1
)",
                                                                   nullptr},
                                                                  {"a part is read elsewhere", R"(graph opset 21
input x: float[2, 4, 3, 3]
const m: int64[3] = {0, 2, -1}
const o: int64[4] = {2, 4, 3, 3}
const one: float[2] = fill(1)
const zero: float[2] = fill(0)
const s: float[4, 1, 1] = {1, 2, 3, 4}
const b: float[4, 1, 1] = {5, 6, 7, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = InstanceNormalization(t0, one, zero) {epsilon: 0.001} from ["n"]
nt2: t2 = Reshape(t1, o) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t3, b) from ["n"]
output y
e: z = Relu(t1)
output z
)",
                                                                   nullptr},
                                                              });
