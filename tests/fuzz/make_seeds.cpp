// make_seeds FOLDER: the seed corpus, FOLDER/<target>/<file>, from small graphs and pictures. Every file is below 50 kB.

#include "core/base/files.h"
#include "core/compiler/compile.h"
#include "core/config/build_config.h"
#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/formats/program_file.h"
#include "core/graph/text_format.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/core/formats/npz_maker.h"
#include "tests/core/formats/picture_maker.h"
#include "tests/core/graph/text_format_samples.h"
#include "tests/core/runtime/runtime_support.h"
#include "tests/fuzz/caffe_seeds.h"

#include <cstdio>
#include <png.h>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

/// Shape arithmetic, subgraphs and types that the graphs of the executor's tests do not have.
constexpr const char* kMoreGraphs[] = {
    R"(graph "" opset 13
input x: float[batch, 3, 4, 5]
s: shape = Shape(x)
const zero: int64[1] = {0}
g: batch1 = Gather(shape, zero)
const rest: int64[1] = {-1}
c: target = Concat(batch1, rest) {axis: 0}
r: y = Reshape(x, target)
output y
)",
    R"(graph "" opset 16
input n: int64[]
input c: bool[]
input x: float[2]
l: y, scan = Loop(n, c, x) {body: graph "b" {
  input i: int64[]
  input k: bool[]
  input v: float[2]
  a: w = Add(v, x)
  b: z = Identity(w)
  d: go = Identity(k)
  output go
  output w
  output z
}}
output y
output scan
)",
    R"(graph "" opset 13
input c: bool[]
input x: float[2]
i: y = If(c) {then_branch: graph "t" {
  a: p = Relu(x)
  output p
}, else_branch: graph "e" {
  const k: float[2] = {1, 2}
  output k
}}
output y
)",
    R"(graph "" opset 13 opset com.microsoft 1
input x: uint8[1, 4]
const s: float[] = {0.5}
const z: uint8[] = {3}
const start: int64[] = {0}
const limit: int64[] = {9}
const step: int64[] = {2}
r: range = Range(start, limit, step)
d: f = DequantizeLinear(x, s, z)
g: h = com.microsoft::Gelu(f)
q: y = QuantizeLinear(h, s, z)
const words: string[2] = {"a", "b"}
i: text = Identity(words)
output y
output text
output range
)",
};

class Seeds {
public:
    explicit Seeds(fs::path folder) : m_folder(std::move(folder)) {}

    bool isComplete() const { return !m_hasFailed; }

    /// A new file for that target.
    fs::path next(const std::string& target) {
        const fs::path folder = m_folder / target;
        check(makeFolder(folder));
        return folder / ("seed_" + std::to_string(m_count++));
    }
    void add(const std::string& target, std::string_view bytes) { check(writeFileAtomically(next(target), bytes)); }
    void check(const Status& status) {
        if (status) return;
        std::fprintf(stderr, "%s\n", status.error().text().c_str());
        m_hasFailed = true;
    }

private:
    fs::path m_folder;
    int m_count = 0;
    bool m_hasFailed = false;
};

void addGraph(Seeds& seeds, const char* text) {
    seeds.add("graph_text", text);
    auto graph = parseGraph(text);
    if (!graph) return seeds.check(std::move(graph).error());
    const fs::path file = seeds.next("onnx");
    seeds.check(writeOnnx(*graph, file));
    constexpr std::uintmax_t kMostBytes = 50'000;
    if (fs::exists(file) && fs::file_size(file) > kMostBytes) fs::remove(file);
}

void addGraphs(Seeds& seeds) {
    for (const GraphCase& each : graphCases())
        addGraph(seeds, each.text);
    for (const char* text : kMoreGraphs)
        addGraph(seeds, text);
    for (const Canonical& each : kCanonical)
        seeds.add("graph_text", each.text);
}

void addArrays(Seeds& seeds) {
    const Tensor tensors[] = {Tensor::of<float>({2, 3}, {1, 2, 3, 4, 5, 6}), Tensor::of<std::int64_t>({}, {7}),
                              Tensor::of<bool>({3}, {true, false, true}), Tensor::makeZeros(DataType::Float16, {0, 4}),
                              Tensor::makeZeros(DataType::Uint8, {1, 2, 1, 3})};
    for (const Tensor& tensor : tensors)
        seeds.check(writeNpy(tensor, seeds.next("npy")));
    seeds.add("npy", std::string("\x93NUMPY\x01\x00\x36\x00", 10) + "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 2)}\n" +
                         std::string("abcdefgh", 8));
}

void addArchives(Seeds& seeds) {
    const std::string floats = makeNpy("<f4", "1, 2", std::string(8, '\x3f')), bytes = makeNpy("|u1", "3,", "abc");
    for (const bool isDeflated : {false, true})
        for (const bool isZip64 : {false, true})
            seeds.add("npz", makeZip({{"image.npy", floats}, {"ids.npy", bytes}}, {isDeflated, isZip64, 0, 0, isZip64 ? "comment" : ""}));
    seeds.add("npz", makeZip({{"a.npy", floats}}, {true, false, 0, 4, ""}));
}

void addBitmaps(Seeds& seeds) {
    const std::string rows(64, 'r'), palette(16, 'p');
    for (const std::string& file : {makeBmp(2, 2, 1, rows, palette), makeBmp(2, 2, 4, rows, palette), makeBmp(2, 2, 8, rows, palette),
                                    makeBmp(2, -2, 16, rows), makeBmp(2, 2, 24, rows), makeBmp(2, 2, 32, rows),
                                    makeBmp(2, 2, 16, rows, {}, 3, std::string("\x00\xF8\x00\x00\xE0\x07\x00\x00\x1F\x00\x00\x00", 12))}) {
        seeds.add("bmp", file);
        seeds.add("image", file);
    }
}

void addPictures(Seeds& seeds) {
    const std::vector<std::uint8_t> samples(16 * 16 * 4, 100);
    for (const int channels : {1, 3, 4})
        for (const bool isProgressive : {false, true})
            seeds.add("image", makeJpeg(9, 7, channels, samples, isProgressive));
    for (const int type : {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_PALETTE, PNG_COLOR_TYPE_RGB_ALPHA})
        for (const bool isInterlaced : {false, true})
            seeds.add("image", makePng(8, 6, 8, type, samples, isInterlaced));
    seeds.add("image", makePng(8, 6, 16, PNG_COLOR_TYPE_GRAY_ALPHA, samples));
    seeds.add("image", makePng(8, 6, 1, PNG_COLOR_TYPE_GRAY, samples));
}

void addConfigurations(Seeds& seeds) {
    seeds.add("config", configTemplate("nash-e"));
    seeds.add("config", configTemplate("kl720"));
    seeds.add("config", R"(model_parameters: {onnx_model: m.onnx, march: nash-e, node_info: {a: {ON: BPU, InputType0: int16}}}
input_parameters: &anchor
  input_name: "a;b"
  input_shape: 1x3x8x8;1x3x8x8
  input_type_train: rgb;bgr
  input_type_rt: nv12;nv12
  norm_type: data_mean_and_scale
  mean_value: 1 2 3;4
calibration_parameters:
  cal_data_dir: './a;./b'
  quant_config: {op_config: {Conv: {qtype: int16}}}
compiler_parameters: {optimize_level: O2, core_num: 2}
houmo_parameters: {ncore: 2}
)");
}

void addPrograms(Seeds& seeds) {
    constexpr const char* kNetwork = R"(graph "small" opset 13
input x: float[1, 16, 8, 8]
const w: float[8, 16, 3, 3] = random(1, -1, 1)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
r = LeakyRelu(a) {alpha: 0.1}
p = GlobalAveragePool(r)
f = Flatten(p) {axis: 1}
output f
)";
    const auto target = findTarget("nash-e");
    if (!target) return seeds.check(target.error());
    JobContext context;
    const auto program = compile(asInt8(graphOf(kNetwork)), *target, {}, context);
    if (!program) return seeds.check(program.error());
    seeds.add("program", serializeProgram(*program));
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    Seeds seeds(argv[1]);
    addGraphs(seeds);
    addArrays(seeds);
    addArchives(seeds);
    addPictures(seeds);
    addBitmaps(seeds);
    addConfigurations(seeds);
    addPrograms(seeds);
    for (const char* text : kPrototxtSeeds)
        seeds.add("prototxt", text);
    for (const std::string& bytes : caffemodelSeeds())
        seeds.add("caffemodel", bytes);
    return seeds.isComplete() ? 0 : 1;
}
