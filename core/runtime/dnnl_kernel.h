#pragma once

#include "core/runtime/kernel.h"

#include <dnnl.hpp>

#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace lathe {

/// The one CPU engine of the process.
const dnnl::engine& cpuEngine();

/// While it lives, primitives that this thread makes or runs use `threads` threads: one, unless a single image is to be fast.
class IntraThreadScope {
public:
    explicit IntraThreadScope(int threads = 1);
    ~IntraThreadScope();
    IntraThreadScope(const IntraThreadScope&) = delete;
    IntraThreadScope& operator=(const IntraThreadScope&) = delete;

private:
    int m_previous;
};

/// Dense float memory of `dims` in `layout`.
dnnl::memory::desc denseDesc(const Dims& dims, Layout layout);
/// Float memory with stated strides.
dnnl::memory::desc stridedDesc(const Dims& dims, const Dims& strides);
dnnl::memory::desc anyDesc(const Dims& dims);

/// Weights in the layout that a primitive asked for; made once per executor, shared by all plans and sessions.
class WeightStore {
public:
    /// `data` under `have`, reordered to `want`. `key` names the node and the role; equal keys hold equal data.
    std::shared_ptr<dnnl::memory> packed(const std::string& key, const dnnl::memory::desc& have, const float* data,
                                         const dnnl::memory::desc& want);

private:
    struct Entry {
        std::string key;
        dnnl::memory::desc desc;
        std::shared_ptr<dnnl::memory> memory;
    };
    std::mutex m_mutex;
    std::vector<Entry> m_entries;
};

/// Which argument of a primitive a step's buffer (by its index in the step) is.
struct DnnlArg {
    int name;
    dnnl::memory::desc desc;
    std::size_t index;
};
struct DnnlConstant {
    int name;
    std::shared_ptr<dnnl::memory> memory;
};

/// A oneDNN primitive made with a user scratchpad, so that threads may run it at the same time.
KernelPtr makeDnnlKernel(dnnl::primitive primitive, std::vector<DnnlArg> args, std::vector<DnnlConstant> constants,
                         const dnnl::memory::desc& scratchpad);

/// Attributes that every primitive of the executor is made with.
dnnl::primitive_attr baseAttributes();

/// Whether oneDNN would run its slow reference loops.
bool isReferenceImplementation(const char* implementation);

} // namespace lathe
