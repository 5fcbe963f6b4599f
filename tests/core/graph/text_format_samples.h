#pragma once

namespace lathe::test {

struct Canonical {
    const char* name;
    const char* text;
};

/// Texts that the printer gives back unchanged.
inline const Canonical kCanonical[] = {
    {"conv", R"(graph "net" opset 13
input x: float[1, 3, 8, 8]
const w: float[4, 3, 1, 1] = {0.5, 1, -2.25, 1e-07, 0, -0, 3, 4, 5, 6, 7, inf}
conv1: y = Conv(x, w) {auto_pad: "NOTSET", pads: [0, 0, 0, 0], strides: [1, 1]}
relu1: z: float[1, 4, 8, 8] = Relu(y)
output z
)"},
    {"types and dimensions", R"(graph "" opset 17 opset com.microsoft 1 ir 9
producer "pytorch" "2.1"
doc "two\nlines"
metadata "key \"one\"" "value\\"
input a: float[batch, ?, 3]
input b: int64
input c
input d: undefined[]
input "e f": float["a b"]
)"},
    {"constants", R"(graph "c"
input both: float[1] = {2}
const a: int64[2] = {-9223372036854775808, 9223372036854775807}
const b: uint64[1] = {18446744073709551615}
const c: bool[2] = {true, false}
const d: float16[2] = {0.5, 65504}
const e: bfloat16[1] = {1.5}
const f: int4[3] = {-8, 7, -1}
const g: uint4[2] = {15, 0}
const h: string[2] = {"x", "\"\\\x00"}
const i: float8e4m3fn[2] = hex("3c7f")
const j: float[] = {0.1}
const k: float[0, 3] = {}
const l: double[1] = {0.1}
const m: int8[2] = {-128, 127}
output both
)"},
    {"names and attributes", R"(graph "n" opset 1
input "12": float[1]
input "input": float[1]
"node/1": "/out:0" = com.microsoft::Gelu("12", _, "input") {"a b": 1, empty: [], f: 1.0, f2: 1e-05, f3: -inf, fs: [1.0, 2.5], nofs: floats [], nos: strings [], s: "", ss: ["a", "b"], t: int64[2] = {1, 2}, ts: [float[] = {1}, int8[1] = {2}]}
"const": _, second = Split("/out:0") from ["a", "b"]
none:  = Sink(second) from []
output second
output "/out:0"
)"},
    {"sequences and optionals", R"(graph "q" opset 15
input s: sequence(float[?, 3])
input o: optional(sequence(int64))
input u: sequence
made: e: optional(float[2]) = Optional() {type: type optional(float[2])}
at: y: float[?, 3] = SequenceAt(s, _)
output y
)"},
    {"subgraphs", R"(graph "s" opset 16
input c: bool[]
input x: float[2]
if1: y = If(c) {else_branch: graph "e" {
    outer x
    neg1: a = Neg(x)
    output a
}, then_branch: graph "t" {
    const k: float[2] = {1, 2}
    if2: b = If(k) {then_branch: graph "deep" {
        outer x: float[2]
        relu: r = Relu(x)
        output r
    }}
    output b
}}
output y
)"},
};

} // namespace lathe::test
