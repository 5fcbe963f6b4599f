#include "core/runtime/elementwise_chain.h"

#include "core/runtime/dnnl_kernel.h"

namespace lathe {
namespace {

/// Floats of a piece: 16 KiB, so that it and an operand stay in the first cache.
constexpr std::int64_t kPiece = 4096;

/// One link for pieces of one length: a kernel on {v, operand, result} or {v, result}.
struct PreparedLink {
    ChainLink link;
    KernelPtr kernel;
};

KernelPtr kernelOf(const ChainLink& link, std::int64_t elements, std::int64_t row) {
    if (link.kind == ChainLink::Kind::Activation) return makeEltwiseKernel(*link.activation, elements);
    if (link.kind == ChainLink::Kind::Erf) return makeErfKernel(elements);
    const Dims dims{elements / row, row}, dense{row, 1};
    const Dims repeated = link.period == 0 ? dense : link.period == 1 ? Dims{0, 0} : Dims{0, 1};
    return link.isOperandFirst ? makeBinaryKernel(link.op, dims, repeated, dense) : makeBinaryKernel(link.op, dims, dense, repeated);
}

std::vector<PreparedLink> prepare(const std::vector<ChainLink>& links, std::int64_t elements, std::int64_t row) {
    std::vector<PreparedLink> prepared;
    for (const ChainLink& link : links)
        prepared.push_back({link, kernelOf(link, elements, row)});
    return prepared;
}

class ChainKernel final : public Kernel {
public:
    ChainKernel(const std::vector<ChainLink>& links, std::int64_t elements, std::int64_t row, std::size_t args)
        : m_elements(elements), m_target(args - 1) {
        const std::int64_t rows = elements / row;
        m_piece = std::min(rows, std::max<std::int64_t>(1, kPiece / row)) * row;
        m_whole = prepare(links, m_piece, row);
        if (elements % m_piece != 0) m_rest = prepare(links, elements % m_piece, row);
    }

    std::unique_ptr<State> makeState() const override {
        auto states = std::make_unique<States>();
        for (const auto* prepared : {&m_whole, &m_rest})
            for (const PreparedLink& each : *prepared)
                states->list.push_back(each.kernel->makeState());
        return states;
    }

    std::int64_t scratchBytes() const override {
        std::int64_t bytes = 0;
        for (const auto* prepared : {&m_whole, &m_rest})
            for (const PreparedLink& each : *prepared)
                bytes = std::max(bytes, each.kernel->scratchBytes());
        return bytes;
    }

    bool run(State* state, float* const* args, std::byte* scratch) const override {
        auto& states = static_cast<States&>(*state).list;
        for (std::int64_t first = 0; first < m_elements; first += m_piece) {
            const bool isWhole = first + m_piece <= m_elements;
            if (!runPiece(isWhole ? m_whole : m_rest, states.data() + (isWhole ? 0 : m_whole.size()), args, first, scratch)) return false;
        }
        return true;
    }

private:
    struct States final : State {
        std::vector<std::unique_ptr<State>> list;
    };

    bool runPiece(const std::vector<PreparedLink>& links, const std::unique_ptr<State>* states, float* const* args, std::int64_t first,
                  std::byte* scratch) const {
        float* const target = args[m_target] + first;
        float* from = args[0] + first;
        for (std::size_t i = 0; i < links.size(); ++i, from = target) {
            const ChainLink& link = links[i].link;
            float* list[3] = {from, target, nullptr};
            if (link.kind == ChainLink::Kind::Binary) {
                float* operand = args[link.operand] + (link.period == 0 ? first : 0);
                list[0] = link.isOperandFirst ? operand : from;
                list[1] = link.isOperandFirst ? from : operand;
                list[2] = target;
            }
            if (!links[i].kernel->run(states[i].get(), list, scratch)) return false;
        }
        return true;
    }

    std::int64_t m_elements, m_piece;
    std::size_t m_target;
    std::vector<PreparedLink> m_whole, m_rest; ///< for pieces of m_piece elements, and for what is left
};

} // namespace

KernelPtr makeChainKernel(const std::vector<ChainLink>& links, std::int64_t elements, std::int64_t row, std::size_t args) {
    return std::make_shared<ChainKernel>(links, elements, row, args);
}

KernelPtr makeEltwiseKernel(const Activation& activation, std::int64_t elements) {
    const auto flat = denseDesc({elements}, Layout::Plain);
    const dnnl::eltwise_forward::desc desc(dnnl::prop_kind::forward_inference, activation.algorithm, flat, activation.alpha,
                                           activation.beta);
    const dnnl::eltwise_forward::primitive_desc made(desc, baseAttributes(), cpuEngine());
    return makeDnnlKernel(dnnl::eltwise_forward(made), {{DNNL_ARG_SRC, flat, 0}, {DNNL_ARG_DST, flat, 1}}, {}, made.scratchpad_desc());
}

} // namespace lathe
