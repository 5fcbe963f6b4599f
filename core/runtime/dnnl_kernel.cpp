#include "core/runtime/dnnl_kernel.h"

#include <omp.h>

#include <cstring>
#include <string_view>

namespace lathe {
namespace {

dnnl::stream& cpuStream() {
    thread_local dnnl::stream stream(cpuEngine());
    return stream;
}

class DnnlKernel final : public Kernel {
public:
    DnnlKernel(dnnl::primitive primitive, std::vector<DnnlArg> args, std::vector<DnnlConstant> constants,
               const dnnl::memory::desc& scratchpad)
        : m_primitive(std::move(primitive)), m_args(std::move(args)), m_constants(std::move(constants)), m_scratchpad(scratchpad) {}

    std::int64_t scratchBytes() const override { return static_cast<std::int64_t>(m_scratchpad.get_size()); }

    std::unique_ptr<State> makeState() const override {
        auto state = std::make_unique<Memories>();
        for (const DnnlArg& arg : m_args)
            state->add(arg.name, dnnl::memory(arg.desc, cpuEngine(), nullptr));
        if (scratchBytes() > 0) state->add(DNNL_ARG_SCRATCHPAD, dnnl::memory(m_scratchpad, cpuEngine(), nullptr));
        for (const DnnlConstant& constant : m_constants)
            state->add(constant.name, *constant.memory);
        return state;
    }

    bool run(State* state, float* const* args, std::byte* scratch) const override {
        auto& memories = static_cast<Memories&>(*state);
        for (std::size_t i = 0; i < m_args.size(); ++i)
            memories.point(i, args[m_args[i].index]);
        if (scratchBytes() > 0) memories.point(m_args.size(), scratch);
        return dnnl_primitive_execute(m_primitive.get(), cpuStream().get(), static_cast<int>(memories.list.size()), memories.list.data()) ==
               dnnl_success;
    }

private:
    struct Memories final : State {
        std::vector<dnnl::memory> memories;
        std::vector<void*> handles;
        std::vector<dnnl_exec_arg_t> list;

        void add(int name, dnnl::memory memory) {
            list.push_back({name, memory.get()});
            handles.push_back(nullptr);
            memories.push_back(std::move(memory));
        }
        void point(std::size_t index, void* handle) {
            if (handles[index] == handle) return;
            memories[index].set_data_handle(handle);
            handles[index] = handle;
        }
    };

    dnnl::primitive m_primitive;
    std::vector<DnnlArg> m_args;
    std::vector<DnnlConstant> m_constants;
    dnnl::memory::desc m_scratchpad;
};

} // namespace

const dnnl::engine& cpuEngine() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

IntraThreadScope::IntraThreadScope(int threads) : m_previous(omp_get_max_threads()) {
    omp_set_num_threads(threads);
}

IntraThreadScope::~IntraThreadScope() {
    omp_set_num_threads(m_previous);
}

dnnl::memory::desc stridedDesc(const Dims& dims, const Dims& strides) {
    return {dims, dnnl::memory::data_type::f32, strides};
}

dnnl::memory::desc denseDesc(const Dims& dims, Layout layout) {
    return stridedDesc(dims, stridesOf(dims, layout));
}

dnnl::memory::desc anyDesc(const Dims& dims) {
    return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

std::shared_ptr<dnnl::memory> WeightStore::packed(const std::string& key, const dnnl::memory::desc& have, const float* data,
                                                  const dnnl::memory::desc& want) {
    const std::lock_guard lock(m_mutex);
    for (const Entry& entry : m_entries)
        if (entry.key == key && entry.desc == want) return entry.memory;
    auto memory = std::make_shared<dnnl::memory>(want, cpuEngine());
    if (have == want) {
        std::memcpy(memory->get_data_handle(), data, want.get_size());
    } else {
        dnnl::memory source(have, cpuEngine(), const_cast<float*>(data));
        dnnl::reorder(source, *memory).execute(cpuStream(), source, *memory);
    }
    m_entries.push_back({key, want, memory});
    return memory;
}

KernelPtr makeDnnlKernel(dnnl::primitive primitive, std::vector<DnnlArg> args, std::vector<DnnlConstant> constants,
                         const dnnl::memory::desc& scratchpad) {
    return std::make_shared<DnnlKernel>(std::move(primitive), std::move(args), std::move(constants), scratchpad);
}

dnnl::primitive_attr baseAttributes() {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
}

bool isReferenceImplementation(const char* implementation) {
    return std::string_view(implementation).starts_with("ref");
}

} // namespace lathe
