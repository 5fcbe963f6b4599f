#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-depth-to-space", {
                                                             {"blocks first", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 3, 4}
const o: int64[4] = {2, 2, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              R"(graph opset 13
input x: float[2, 8, 3, 4]
r: y = DepthToSpace(x) {blocksize: 2, mode: "DCR"} from ["n"]
output y
)"},
                                                             {"channels first", R"(graph opset 13
input x: float[1, 12, 3, 4]
const m: int64[6] = {1, 3, 2, 2, 3, 4}
const o: int64[4] = {1, 3, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 1, 4, 2, 5, 3]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              R"(graph opset 13
input x: float[1, 12, 3, 4]
r: y = DepthToSpace(x) {blocksize: 2, mode: "CRD"} from ["n"]
output y
)"},
                                                             {"blocks first at opset 10", R"(graph opset 10
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 3, 4}
const o: int64[4] = {2, 2, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              R"(graph opset 10
input x: float[2, 8, 3, 4]
r: y = DepthToSpace(x) {blocksize: 2} from ["n"]
output y
)"},
                                                             {"space to depth, a size left open", R"(graph opset 13
input x: float[2, 3, 6, 4]
const m: int64[6] = {2, 3, 3, 2, 2, 2}
const o: int64[4] = {2, 12, 3, -1}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 5, 1, 2, 4]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              R"(graph opset 13
input x: float[2, 3, 6, 4]
r: y = SpaceToDepth(x) {blocksize: 2} from ["n"]
output y
)"},
                                                             {"channels first at opset 10", R"(graph opset 10
input x: float[1, 12, 3, 4]
const m: int64[6] = {1, 3, 2, 2, 3, 4}
const o: int64[4] = {1, 3, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 1, 4, 2, 5, 3]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"pixel_unshuffle", R"(graph opset 13
input x: float[2, 3, 6, 4]
const m: int64[6] = {2, 3, 3, 2, 2, 2}
const o: int64[4] = {2, 12, 3, 2}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 1, 3, 5, 2, 4]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"a channel shuffle", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 3, 4}
const o: int64[4] = {2, 8, 3, 4}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3, 4, 5]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"another permutation", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 3, 4}
const o: int64[4] = {2, 2, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 2, 5, 1]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"blocks that are no squares", R"(graph opset 13
input x: float[2, 12, 3, 4]
const m: int64[6] = {2, 2, 3, 2, 3, 4}
const o: int64[4] = {2, 2, 6, 12}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"another picture", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 4, 3}
const o: int64[4] = {2, 2, 8, 6}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"another result", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 3, 4}
const o: int64[4] = {2, 2, 8, 6}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"the batch moves", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {4, 2, 2, 1, 3, 4}
const o: int64[4] = {4, 1, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
)",
                                                              nullptr},
                                                             {"a part is a graph output", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 3, 4}
const o: int64[4] = {2, 2, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
output t1
)",
                                                              nullptr},
                                                             {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 8, 3, 4]
const m: int64[6] = {2, 2, 2, 2, 3, 4}
const o: int64[4] = {2, 2, 6, 8}
nt0: t0 = Reshape(x, m) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
r: y = Reshape(t1, o) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                                              nullptr},
                                                         });
