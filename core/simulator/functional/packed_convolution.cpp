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

/// Every partial sum of an output channel stays an exact binary32 integer when Σ|w| · magnitude ≤ 2^24.
bool isExactInFloat(std::span<const std::int8_t> weights, std::int64_t outputChannels, std::int64_t magnitude) {
    const std::size_t perChannel = weights.size() / static_cast<std::size_t>(outputChannels);
    for (std::size_t first = 0; first < weights.size(); first += perChannel) {
        std::int64_t sum = 0;
        for (const std::int8_t weight : weights.subspan(first, perChannel))
            sum += std::abs(int(weight));
        if (sum * magnitude > (std::int64_t(1) << 24)) return false;
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

/// oneDNN multiplies bytes without saturating sums of 16 bits only where it has VNNI (measured; DNNL_MAX_CPU_ISA counts).
bool hasVnni() {
    switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::avx2_vnni:
    case dnnl::cpu_isa::avx512_core_vnni:
    case dnnl::cpu_isa::avx512_core_bf16:
    case dnnl::cpu_isa::avx512_core_amx:
        return true;
    default:
        return false;
    }
}

/// Types of inputs and weights, and of sums.
struct NumberTypes {
    memory::data_type operands, sums;
};
constexpr NumberTypes kReals{memory::data_type::f32, memory::data_type::f32};
constexpr NumberTypes kBytes{memory::data_type::s8, memory::data_type::s32};

/// Memory of one thread for what lies between reorders and the convolution: it only grows.
class Scratch {
public:
    memory at(const memory::desc& description) {
        const auto needed = static_cast<std::size_t>(description.get_size());
        if (needed > m_size) {
            m_bytes.reset(static_cast<std::byte*>(::operator new(needed, kAlignment)));
            m_size = needed;
        }
        return memory(description, cpuEngine(), m_bytes.get());
    }

private:
    static constexpr std::align_val_t kAlignment{64};
    struct Delete {
        void operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }
    };
    std::unique_ptr<std::byte, Delete> m_bytes;
    std::size_t m_size = 0;
};

} // namespace

struct PackedConvolution::State {
    memory::desc source, destination; ///< plain: int8 and int32, NCHW
    dnnl::convolution_forward::primitive_desc description;
    dnnl::convolution_forward convolution;
    dnnl::reorder::primitive_desc loadDescription, storeDescription;
    dnnl::reorder load, store;
    memory weights;

    State(const ConvShape& shape, std::span<const std::int8_t> integers, const NumberTypes& types);
    void packWeights(const ConvShape& shape, std::span<const std::int8_t> integers);
};

PackedConvolution::State::State(const ConvShape& shape, std::span<const std::int8_t> integers, const NumberTypes& types) {
    const SlidingWindow& window = shape.window;
    const memory::dims from{shape.batch, shape.inputChannels, window.input[0], window.input[1]};
    const memory::dims to{shape.batch, shape.outputChannels, window.output[0], window.output[1]};
    const auto any = [](const memory::dims& dims, memory::data_type type) { return memory::desc(dims, type, memory::format_tag::any); };
    const dnnl::convolution_forward::desc operation(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                                                    any(from, types.operands), any(weightDims(shape), types.operands), any(to, types.sums),
                                                    {window.stride[0], window.stride[1]}, {window.dilation[0] - 1, window.dilation[1] - 1},
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

void PackedConvolution::State::packWeights(const ConvShape& shape, std::span<const std::int8_t> integers) {
    const auto tag = shape.groups == 1 ? memory::format_tag::oihw : memory::format_tag::goihw;
    // oneDNN converts to its own type and layout; the +128 of signed inputs is made good in what it packs beside the weights.
    memory plain({weightDims(shape), memory::data_type::s8, tag}, cpuEngine(), const_cast<std::int8_t*>(integers.data()));
    weights = allocate(description.weights_desc());
    dnnl::stream stream(cpuEngine());
    dnnl::reorder(plain, weights).execute(stream, plain, weights);
    stream.wait();
}

PackedConvolution::PackedConvolution(std::unique_ptr<State> state) : m_state(std::move(state)) {}
PackedConvolution::~PackedConvolution() = default;

std::unique_ptr<PackedConvolution> PackedConvolution::create(const ConvShape& shape, std::span<const std::int8_t> weights, bool withVnni) {
    omp_set_num_threads(1);
    const auto make = [&](const NumberTypes& types) -> std::unique_ptr<PackedConvolution> {
        try {
            return std::unique_ptr<PackedConvolution>(new PackedConvolution(std::make_unique<State>(shape, weights, types)));
        } catch (const dnnl::error&) {
            return nullptr; // no primitive for this shape: the own kernels do it
        }
    };
    if (withVnni && hasVnni() && isExactInFloat(weights, shape.outputChannels, 256))
        if (auto made = make(kBytes)) return made;
    return isExactInFloat(weights, shape.outputChannels, 128) ? make(kReals) : nullptr;
}

void PackedConvolution::run(const std::int8_t* x, std::int32_t* accumulators) const {
    omp_set_num_threads(1); // images run side by side; threads inside one operator would only wait for each other
    const State& state = *m_state;
    dnnl::stream stream(cpuEngine());
    const memory from(state.source, cpuEngine(), const_cast<std::int8_t*>(x));
    const memory to(state.destination, cpuEngine(), accumulators);
    thread_local Scratch input, output, loading, storing, computing;
    const memory blockedFrom = input.at(state.description.src_desc()), blockedTo = output.at(state.description.dst_desc());
    const memory loadScratch = loading.at(state.loadDescription.scratchpad_desc());
    const memory storeScratch = storing.at(state.storeDescription.scratchpad_desc());
    const memory scratch = computing.at(state.description.scratchpad_desc());
    state.load.execute(stream, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, blockedFrom}, {DNNL_ARG_SCRATCHPAD, loadScratch}});
    state.convolution.execute(
        stream,
        {{DNNL_ARG_SRC, blockedFrom}, {DNNL_ARG_WEIGHTS, state.weights}, {DNNL_ARG_DST, blockedTo}, {DNNL_ARG_SCRATCHPAD, scratch}});
    state.store.execute(stream, {{DNNL_ARG_FROM, blockedTo}, {DNNL_ARG_TO, to}, {DNNL_ARG_SCRATCHPAD, storeScratch}});
    stream.wait();
}

} // namespace lathe
