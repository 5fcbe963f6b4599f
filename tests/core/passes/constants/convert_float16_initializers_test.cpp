#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

// clang-format off
static const PassCases cases("convert-float16-initializers", {
{"between Casts at the ends", R"(graph opset 13
input x: float16[1, 2]
const k: float16[2] = {1, 2}
add: a = Add(x, k)
relu: y = Relu(a)
output y
output a
)", R"(graph opset 13
input x: float16[1, 2]
const k: float[2] = {1, 2}
x_float_cast: x_float = Cast(x) {to: 1} from ["add"]
add: a_float = Add(x_float, k) from ["add"]
relu: y_float = Relu(a_float)
y_cast: y = Cast(y_float) {to: 10} from ["relu"]
a_cast: a = Cast(a_float) {to: 10} from ["add"]
output y
output a
)"},
{"Casts inside", R"(graph opset 13
input x: float[2]
const k: float16[] = {2}
in: a = Cast(x) {to: 10}
mul: b = Mul(a, k)
out: y = Cast(b) {to: 1}
output y
)", R"(graph opset 13
input x: float[2]
const k: float[] = {2}
in: a = Cast(x) {to: 1}
mul: b = Mul(a, k)
out: y = Cast(b) {to: 1}
output y
)"},
{"no float16 constant", R"(graph opset 13
input x: float16[2]
relu: y = Relu(x)
output y
)", nullptr},
{"a constant that callers may override", R"(graph opset 13
input x: float16[2]
input k: float16[2] = {1, 2}
const s: float16[2] = {1, 2}
add: a = Add(x, k)
mul: y = Mul(a, s)
output y
)", nullptr},
{"another domain", R"(graph opset 13 opset com.microsoft 1
input x: float16[1, 2]
const k: float16[2] = {1, 2}
g: a = com.microsoft::BiasGelu(x, k)
output a
)", nullptr},
});
// clang-format on
