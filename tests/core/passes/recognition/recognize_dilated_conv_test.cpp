#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-dilated-conv", {
                                                           {"by Reshape and Transpose, unequal blocks, padded", R"(graph opset 13
input x: float[2, 3, 4, 9]
const w: float[5, 3, 3, 3] = random(1, -1, 1)
const b: float[5] = random(2, -1, 1)
const s1: int64[6] = {2, 3, 2, 2, 3, 3}
const s2: int64[4] = {12, 3, 2, 3}
const s3: int64[6] = {2, 3, 2, 5, 2, 3}
const s4: int64[4] = {2, 5, 4, 9}
sp: a = Reshape(x, s1)
or: c = Transpose(a) {perm: [3, 5, 0, 1, 2, 4]}
to: d = Reshape(c, s2)
cv: e = Conv(d, w, b) {pads: [1, 1, 1, 1]}
ap: f = Reshape(e, s3)
ba: g = Transpose(f) {perm: [2, 3, 4, 0, 5, 1]}
jo: y = Reshape(g, s4)
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 9]
const w: float[5, 3, 3, 3] = random(1, -1, 1)
const b: float[5] = random(2, -1, 1)
jo: y = Conv(x, w, b) {dilations: [2, 3], pads: [2, 3, 2, 3]} from ["jo", "ba", "ap", "cv", "to", "or", "sp"]
output y
)"},
                                                           {"by SpaceToDepth, depthwise", R"(graph opset 13
input x: float[1, 2, 6, 8]
const w: float[2, 1, 2, 3] = random(1, -1, 1)
or: a = Transpose(x) {perm: [1, 0, 2, 3]}
sp: b = SpaceToDepth(a) {blocksize: 2}
be: c = Transpose(b) {perm: [1, 0, 2, 3]}
cv: d = Conv(c, w) {group: 2, auto_pad: "VALID"}
af: e = Transpose(d) {perm: [1, 0, 2, 3]}
jo: f = DepthToSpace(e) {blocksize: 2}
ba: g = Transpose(f) {perm: [1, 0, 2, 3]}
r: y = Relu(g)
output y
)",
                                                            R"(graph opset 13
input x: float[1, 2, 6, 8]
const w: float[2, 1, 2, 3] = random(1, -1, 1)
ba: g = Conv(x, w) {dilations: [2, 2], group: 2, pads: [0, 0, 0, 0]} from ["ba", "jo", "af", "cv", "be", "sp", "or"]
r: y = Relu(g)
output y
)"},
                                                           {"strides", R"(graph opset 13
input x: float[1, 2, 6, 8]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
or: a = Transpose(x) {perm: [1, 0, 2, 3]}
sp: b = SpaceToDepth(a) {blocksize: 2}
be: c = Transpose(b) {perm: [1, 0, 2, 3]}
cv: d = Conv(c, w) {strides: [2, 2]}
af: e = Transpose(d) {perm: [1, 0, 2, 3]}
jo: f = DepthToSpace(e) {blocksize: 2}
ba: y = Transpose(f) {perm: [1, 0, 2, 3]}
output y
)",
                                                            nullptr},
                                                           {"columns first", R"(graph opset 13
input x: float[1, 2, 6, 8]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
or: a = Transpose(x) {perm: [1, 0, 2, 3]}
sp: b = SpaceToDepth(a) {blocksize: 2}
be: c = Transpose(b) {perm: [1, 0, 2, 3]}
cv: d = Conv(c, w)
af: e = Transpose(d) {perm: [1, 0, 2, 3]}
jo: f = DepthToSpace(e) {blocksize: 2, mode: "CRD"}
ba: y = Transpose(f) {perm: [1, 0, 2, 3]}
output y
)",
                                                            nullptr},
                                                           {"another order", R"(graph opset 13
input x: float[2, 3, 4, 9]
const w: float[5, 3, 1, 1] = random(1, -1, 1)
const s1: int64[6] = {2, 3, 2, 2, 3, 3}
const s2: int64[4] = {12, 3, 2, 3}
const s3: int64[6] = {3, 2, 2, 5, 2, 3}
const s4: int64[4] = {2, 5, 4, 9}
sp: a = Reshape(x, s1)
or: c = Transpose(a) {perm: [5, 3, 0, 1, 2, 4]}
to: d = Reshape(c, s2)
cv: e = Conv(d, w)
ap: f = Reshape(e, s3)
ba: g = Transpose(f) {perm: [2, 3, 4, 1, 5, 0]}
jo: y = Reshape(g, s4)
output y
)",
                                                            nullptr},
                                                           {"phases that are an output", R"(graph opset 13
input x: float[1, 2, 6, 8]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
or: a = Transpose(x) {perm: [1, 0, 2, 3]}
sp: b = SpaceToDepth(a) {blocksize: 2}
be: c = Transpose(b) {perm: [1, 0, 2, 3]}
cv: d = Conv(c, w)
af: e = Transpose(d) {perm: [1, 0, 2, 3]}
jo: f = DepthToSpace(e) {blocksize: 2}
ba: y = Transpose(f) {perm: [1, 0, 2, 3]}
output y
output d
)",
                                                            nullptr},
                                                       });
