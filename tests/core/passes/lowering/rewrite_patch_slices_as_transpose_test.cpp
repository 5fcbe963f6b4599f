#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-patch-slices-as-transpose",
                             {
                                 {"patch merging of Swin", R"(graph opset 13
input x: float[1, 4, 6, 3]
const s00: int64[2] = {0, 0}
const s10: int64[2] = {1, 0}
const s01: int64[2] = {0, 1}
const s11: int64[2] = {1, 1}
const e: int64[2] = {4, 6}
const a: int64[2] = {1, 2}
const p: int64[2] = {2, 2}
a0: x0 = Slice(x, s00, e, a, p)
a1: x1 = Slice(x, s10, e, a, p)
a2: x2 = Slice(x, s01, e, a, p)
a3: x3 = Slice(x, s11, e, a, p)
n: y = Concat(x0, x1, x2, x3) {axis: -1}
output y
)",
                                  R"(graph opset 13
input x: float[1, 4, 6, 3]
const n_shape: int64[6] = {1, 2, 2, 3, 2, 3}
const n_shape_1: int64[4] = {1, 2, 3, 12}
n_reshape: n_reshape = Reshape(x, n_shape) from ["n", "a0", "a1", "a2", "a3"]
n_transpose: n_transpose = Transpose(n_reshape) {perm: [0, 1, 3, 4, 2, 5]} from ["n", "a0", "a1", "a2", "a3"]
n: y = Reshape(n_transpose, n_shape_1) from ["n", "a0", "a1", "a2", "a3"]
output y
)"},
                                 {"a patch that is missing", R"(graph opset 13
input x: float[1, 4, 6, 3]
const s00: int64[2] = {0, 0}
const s10: int64[2] = {1, 0}
const s01: int64[2] = {0, 1}
const e: int64[2] = {4, 6}
const a: int64[2] = {1, 2}
const p: int64[2] = {2, 2}
a0: x0 = Slice(x, s00, e, a, p)
a1: x1 = Slice(x, s10, e, a, p)
a2: x2 = Slice(x, s01, e, a, p)
n: y = Concat(x0, x1, x2) {axis: -1}
output y
)",
                                  nullptr},
                                 {"the focus of YOLOv5, rows first, a patch that others read", R"(graph opset 13
input x: float[2, 3, 4, 4]
const z: int64[1] = {0}
const o: int64[1] = {1}
const e: int64[1] = {4}
const r: int64[1] = {2}
const c: int64[1] = {3}
const p: int64[1] = {2}
a0: u0 = Slice(x, z, e, r, p)
a1: u1 = Slice(x, o, e, r, p)
b0: x0 = Slice(u0, z, e, c, p)
b1: x1 = Slice(u0, o, e, c, p)
b2: x2 = Slice(u1, z, e, c, p)
b3: x3 = Slice(u1, o, e, c, p)
n: y = Concat(x0, x1, x2, x3) {axis: 1}
output y
output x3
)",
                                  R"(graph opset 13
input x: float[2, 3, 4, 4]
const o: int64[1] = {1}
const e: int64[1] = {4}
const r: int64[1] = {2}
const c: int64[1] = {3}
const p: int64[1] = {2}
const n_shape: int64[6] = {2, 3, 2, 2, 2, 2}
const n_shape_1: int64[4] = {2, 12, 2, 2}
a1: u1 = Slice(x, o, e, r, p)
b3: x3 = Slice(u1, o, e, c, p)
n_reshape: n_reshape = Reshape(x, n_shape) from ["n", "a0", "a1", "b0", "b1", "b2", "b3"]
n_transpose: n_transpose = Transpose(n_reshape) {perm: [0, 3, 5, 1, 2, 4]} from ["n", "a0", "a1", "b0", "b1", "b2", "b3"]
n: y = Reshape(n_transpose, n_shape_1) from ["n", "a0", "a1", "b0", "b1", "b2", "b3"]
output y
output x3
)"},
                             });
