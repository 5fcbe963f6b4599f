#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-casts", {
                                                            {"through wider types", R"(graph opset 13
input x: float16[3]
input i: int8[3]
c1: a = Cast(x) {to: 1}
c2: y = Cast(a) {to: 6}
d1: b = Cast(i) {to: 7}
d2: z = Cast(b) {to: 2}
output y
output z
)",
                                                             R"(graph opset 13
input x: float16[3]
input i: int8[3]
c2: y = Cast(x) {to: 6} from ["c2", "c1"]
d2: z = Cast(i) {to: 2} from ["d2", "d1"]
output y
output z
)"},
                                                            {"a second reader keeps the first one", R"(graph opset 13
input x: bool[3]
c1: y = Cast(x) {to: 1}
c2: z = Cast(y) {to: 7}
output y
output z
)",
                                                             R"(graph opset 13
input x: bool[3]
c1: y = Cast(x) {to: 1}
c2: z = Cast(x) {to: 7} from ["c2", "c1"]
output y
output z
)"},
                                                            {"what is lost between", R"(graph opset 13
input x: float[3]
input i: int32[3]
c1: a = Cast(x) {to: 7}
c2: y = Cast(a) {to: 1}
d1: b = Cast(i) {to: 1}
d2: z = Cast(b) {to: 6}
e1: c = Cast(i) {to: 9}
e2: w = Cast(c) {to: 6}
output y
output z
output w
)",
                                                             nullptr},
                                                            {"an integer, a float and an unsigned one", R"(graph opset 13
input i: int8[3]
d1: b = Cast(i) {to: 1}
d2: z = Cast(b) {to: 2}
output z
)",
                                                             nullptr},
                                                        });
