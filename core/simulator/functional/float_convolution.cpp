#include "core/simulator/functional/accumulate.h"

#include <dnnl.hpp>
#include <omp.h>

#include <cstdlib>
#include <cstring>
#include <unordered_map>

namespace lathe {
namespace {

using dnnl::memory;

dnnl::engine& cpuEngine() {
    static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

/// Every partial sum of an output channel stays an exact binary32 integer when Σ|w| · 128 ≤ 2^24.
bool isExactInFloat(std::span<const std::int8_t> weights, std::int64_t outputChannels) {
    const std::size_t perChannel = weights.size() / static_cast<std::size_t>(outputChannels);
    for (std::size_t first = 0; first < weights.size(); first += perChannel) {
        std::int64_t sum = 0;
        for (const std::int8_t weight : weights.subspan(first, perChannel))
            sum += std::abs(int(weight));
        if (sum * 128 > (std::int64_t(1) << 24)) return false;
    }
    return true;
}

memory::dims weightDims(const ConvShape& shape) {
    const SlidingWindow& window = shape.window;
    if (shape.groups == 1) return {shape.outputChannels, shape.inputChannels, window.kernel[0], window.kernel[1]};
    return {shape.groups, shape.outputsPerGroup(), shape.channelsPerGroup(), window.kernel[0], window.kernel[1]};
}

memory allocate(const memory::desc& description) {
    return memory(description, cpuEngine());
}

} // namespace

struct FloatConvolution::State {
    memory::desc source, destination; ///< plain: int8 and int32, NCHW
    dnnl::convolution_forward::primitive_desc description;
    dnnl::convolution_forward convolution;
    dnnl::reorder::primitive_desc loadDescription, storeDescription;
    dnnl::reorder load, store;
    memory weights;

    State(const ConvShape& shape, std::span<const std::int8_t> integers);
    void packWeights(const ConvShape& shape, std::span<const std::int8_t> integers);
};

FloatConvolution::State::State(const ConvShape& shape, std::span<const std::int8_t> integers) {
    const SlidingWindow& window = shape.window;
    const memory::dims from{shape.batch, shape.inputChannels, window.input[0], window.input[1]};
    const memory::dims to{shape.batch, shape.outputChannels, window.output[0], window.output[1]};
    const auto any = [](const memory::dims& dims) { return memory::desc(dims, memory::data_type::f32, memory::format_tag::any); };
    const dnnl::convolution_forward::desc operation(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, any(from),
                                                    any(weightDims(shape)), any(to), {window.stride[0], window.stride[1]},
                                                    {window.dilation[0] - 1, window.dilation[1] - 1},
                                                    {window.padBegin[0], window.padBegin[1]}, {window.padEnd[0], window.padEnd[1]});
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user); // so that many threads can run one primitive
    description = {operation, attributes, cpuEngine()};
    convolution = dnnl::convolution_forward(description);
    source = memory::desc(from, memory::data_type::s8, memory::format_tag::nchw);
    destination = memory::desc(to, memory::data_type::s32, memory::format_tag::nchw);
    loadDescription = {cpuEngine(), source, cpuEngine(), description.src_desc(), attributes};
    storeDescription = {cpuEngine(), description.dst_desc(), cpuEngine(), destination, attributes};
    load = dnnl::reorder(loadDescription);
    store = dnnl::reorder(storeDescription);
    packWeights(shape, integers);
}

void FloatConvolution::State::packWeights(const ConvShape& shape, std::span<const std::int8_t> integers) {
    const auto tag = shape.groups == 1 ? memory::format_tag::oihw : memory::format_tag::goihw;
    memory plain = allocate({weightDims(shape), memory::data_type::f32, tag});
    auto* reals = static_cast<float*>(plain.get_data_handle());
    for (std::size_t i = 0; i < integers.size(); ++i)
        reals[i] = integers[i];
    weights = allocate(description.weights_desc());
    dnnl::stream stream(cpuEngine());
    dnnl::reorder(plain, weights).execute(stream, plain, weights);
    stream.wait();
}

FloatConvolution::FloatConvolution(std::unique_ptr<State> state) : m_state(std::move(state)) {}
FloatConvolution::~FloatConvolution() = default;

std::unique_ptr<FloatConvolution> FloatConvolution::create(const ConvShape& shape, std::span<const std::int8_t> weights) {
    if (!isExactInFloat(weights, shape.outputChannels)) return nullptr;
    omp_set_num_threads(1);
    try {
        return std::unique_ptr<FloatConvolution>(new FloatConvolution(std::make_unique<State>(shape, weights)));
    } catch (const dnnl::error&) {
        return nullptr; // no primitive for this shape: the own kernels do it
    }
}

void FloatConvolution::run(const std::int8_t* x, std::int32_t* accumulators) const {
    omp_set_num_threads(1); // images run side by side; threads inside one operator would only wait for each other
    const State& state = *m_state;
    dnnl::stream stream(cpuEngine());
    const memory from(state.source, cpuEngine(), const_cast<std::int8_t*>(x));
    const memory to(state.destination, cpuEngine(), accumulators);
    memory blockedFrom = allocate(state.description.src_desc()), blockedTo = allocate(state.description.dst_desc());
    memory loadScratch = allocate(state.loadDescription.scratchpad_desc()),
           storeScratch = allocate(state.storeDescription.scratchpad_desc());
    memory scratch = allocate(state.description.scratchpad_desc());
    state.load.execute(stream, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, blockedFrom}, {DNNL_ARG_SCRATCHPAD, loadScratch}});
    state.convolution.execute(
        stream,
        {{DNNL_ARG_SRC, blockedFrom}, {DNNL_ARG_WEIGHTS, state.weights}, {DNNL_ARG_DST, blockedTo}, {DNNL_ARG_SCRATCHPAD, scratch}});
    state.store.execute(stream, {{DNNL_ARG_FROM, blockedTo}, {DNNL_ARG_TO, to}, {DNNL_ARG_SCRATCHPAD, storeScratch}});
    stream.wait();
}

} // namespace lathe
