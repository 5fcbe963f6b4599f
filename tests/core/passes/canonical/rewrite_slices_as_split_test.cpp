#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-slices-as-split",
                             {
                                 {"three parts in any order, one with a second reader, one an output", R"(graph opset 13
input x: float[2, 7]
const a: int64[1] = {0}
const b: int64[1] = {2}
const c: int64[1] = {-1}
const d: int64[1] = {100}
const i: int64[1] = {1}
s2: u = Slice(x, b, c, i)
s1: y = Slice(x, a, b, i)
s3: w = Slice(x, c, d, i)
n: z = Add(u, u)
m: v = Neg(w)
o: p = Neg(x)
output y
output z
output v
output p
)",
                                  R"(graph opset 13
input x: float[2, 7]
const s1_Split_sizes: int64[3] = {2, 4, 1}
s1_Split: y, u, w = Split(x, s1_Split_sizes) {axis: 1} from ["s1", "s2", "s3"]
n: z = Add(u, u)
m: v = Neg(w)
o: p = Neg(x)
output y
output z
output v
output p
)"},
                                 {"before opset 13", R"(graph opset 9
input x: float[4]
s1: y = Slice(x) {starts: [0], ends: [2]}
s2: z = Slice(x) {starts: [2], ends: [4]}
output y
output z
)",
                                  R"(graph opset 9
input x: float[4]
s1_Split: y, z = Split(x) {axis: 0, split: [2, 2]} from ["s1", "s2"]
output y
output z
)"},
                                 {"a gap", R"(graph opset 9
input x: float[5]
s1: y = Slice(x) {starts: [0], ends: [2]}
s2: z = Slice(x) {starts: [3], ends: [5]}
output y
output z
)",
                                  nullptr},
                                 {"an overlap", R"(graph opset 9
input x: float[4]
s1: y = Slice(x) {starts: [0], ends: [3]}
s2: z = Slice(x) {starts: [2], ends: [4]}
output y
output z
)",
                                  nullptr},
                                 {"two axes", R"(graph opset 9
input x: float[4, 4]
s1: y = Slice(x) {starts: [0, 0], ends: [2, 4]}
s2: z = Slice(x) {starts: [2, 0], ends: [4, 4]}
output y
output z
)",
                                  nullptr},
                                 {"one part, and an unknown length", R"(graph opset 9
input x: float[4, n]
s1: y = Slice(x) {starts: [0], ends: [4]}
s2: z = Slice(x) {starts: [0], ends: [1], axes: [1]}
s3: w = Slice(x) {starts: [1], ends: [100], axes: [1]}
output y
output z
output w
)",
                                  nullptr},
                                 {"every second one", R"(graph opset 13
input x: float[4]
const a: int64[1] = {0}
const b: int64[1] = {1}
const e: int64[1] = {4}
const p: int64[1] = {2}
s1: y = Slice(x, a, e, a, p)
s2: z = Slice(x, b, e, a, p)
output y
output z
)",
                                  nullptr},
                             });
