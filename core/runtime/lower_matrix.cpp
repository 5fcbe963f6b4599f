#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/fusion.h"
#include "core/runtime/lowering.h"

namespace lathe {
namespace {

/// y[…, m, n] = Σ a[…, m, k] · b[…, k, n] + bias[n], then the followers. The shapes have equal rank.
struct Product {
    NodeId id;
    ValueId a, b;
    Dims aDims, aStrides, bDims, bStrides, yDims;
    const Tensor* bTensor = nullptr; ///< known b
    float bFactor = 1;               ///< multiplies known b
    std::vector<float> bias;         ///< empty: none
};

struct Primitive {
    dnnl::primitive primitive;
    dnnl::memory::desc weights, scratchpad;
};

Dims biasDims(const Product& product) {
    Dims dims(product.yDims.size(), 1);
    dims.back() = product.yDims.back();
    return dims;
}

bool hasBias(const Product& product, std::span<const Follower> followers) {
    const bool isAffine =
        std::any_of(followers.begin(), followers.end(), [](const Follower& f) { return f.kind == Follower::Kind::Affine; });
    return isAffine || !product.bias.empty();
}

std::optional<Primitive> makePrimitive(const Product& product, std::span<const Follower> followers) {
    dnnl::primitive_attr attributes = baseAttributes();
    attributes.set_post_ops(postOpsOf(followers));
    const auto a = stridedDesc(product.aDims, product.aStrides), y = denseDesc(product.yDims, Layout::Plain);
    const auto b = product.bTensor ? anyDesc(product.bDims) : stridedDesc(product.bDims, product.bStrides);
    try {
        const auto desc = hasBias(product, followers) ? dnnl::matmul::desc(a, b, denseDesc(biasDims(product), Layout::Plain), y)
                                                      : dnnl::matmul::desc(a, b, y);
        const dnnl::matmul::primitive_desc made(desc, attributes, cpuEngine());
        if (isReferenceImplementation(made.impl_info_str())) return std::nullopt;
        return Primitive{dnnl::matmul(made), made.weights_desc(), made.scratchpad_desc()};
    } catch (const dnnl::error&) {
        return std::nullopt;
    }
}

/// Known b times its factor and `scale` per column; nothing where all of these are 1: large weights are not copied for it.
std::optional<std::vector<float>> scaledWeights(const Product& product, const std::vector<float>& scale) {
    if (product.bFactor == 1 && std::ranges::all_of(scale, [](float x) { return x == 1; })) return std::nullopt;
    const auto data = product.bTensor->data<float>();
    std::vector<float> scaled(data.begin(), data.end());
    const auto step = static_cast<std::size_t>(product.bStrides.back());
    const std::size_t run = step == 0 ? scaled.size() : step; // elements of one column that lie side by side
    for (std::size_t begin = 0, column = 0; begin < scaled.size(); begin += run, column = column + 1 == scale.size() ? 0 : column + 1) {
        const float factor = scale[column] * product.bFactor;
        for (std::size_t i = begin; i < std::min(begin + run, scaled.size()); ++i)
            scaled[i] *= factor;
    }
    return scaled;
}

std::vector<DnnlConstant> constantsOf(PlanBuilder& builder, const Product& product, const Primitive& made,
                                      std::span<const Follower> followers) {
    const Affine affine = affineOf(followers, product.yDims.back());
    const std::string key = std::to_string(product.id.index);
    std::vector<DnnlConstant> constants;
    if (product.bTensor) {
        const auto scaled = scaledWeights(product, affine.scale);
        const float* weights = scaled ? scaled->data() : product.bTensor->data<float>().data();
        constants.push_back(
            {DNNL_ARG_WEIGHTS, builder.weights().packed(key + "w", stridedDesc(product.bDims, product.bStrides), weights, made.weights)});
    }
    if (hasBias(product, followers)) {
        std::vector<float> bias = affine.shift;
        for (std::size_t i = 0; i < product.bias.size(); ++i)
            bias[i] += product.bias[i] * affine.scale[i];
        const auto desc = denseDesc(biasDims(product), Layout::Plain);
        constants.push_back({DNNL_ARG_BIAS, builder.weights().packed(key + "b", desc, bias.data(), desc)});
    }
    return constants;
}

void emitProduct(PlanBuilder& builder, const Product& product, const Primitive& made, std::span<const Follower> followers) {
    auto constants = constantsOf(builder, product, made, followers);
    const ValueId result = followers.empty() ? builder.node(product.id).output() : followers.back().result;
    std::vector<BufferId> buffers = {builder.read(product.a, Layout::Plain)};
    std::vector<DnnlArg> args = {{DNNL_ARG_SRC, stridedDesc(product.aDims, product.aStrides), 0}};
    if (!product.bTensor) {
        args.push_back({DNNL_ARG_WEIGHTS, stridedDesc(product.bDims, product.bStrides), buffers.size()});
        buffers.push_back(builder.read(product.b, Layout::Plain));
    }
    args.push_back({DNNL_ARG_DST, denseDesc(product.yDims, Layout::Plain), buffers.size()});
    buffers.push_back(writeResult(builder, followers, result, Layout::Plain));
    builder.emit(product.id, makeDnnlKernel(made.primitive, std::move(args), std::move(constants), made.scratchpad), buffers, {result});
    coverAll(builder, followers);
}

bool isEmpty(const Product& product) {
    return elementCountOf(product.aDims).value_or(0) == 0 || elementCountOf(product.bDims).value_or(0) == 0;
}

bool lower(PlanBuilder& builder, const Product& product) {
    if (isEmpty(product)) return false;
    const ValueId output = builder.node(product.id).output();
    const Dims y = *builder.dims(output);
    std::vector<Follower> all;
    // By a vector the product has no columns that a follower could count as channels.
    if (!y.empty() && y.back() == product.yDims.back())
        all = findFollowers(builder, output, static_cast<std::int64_t>(y.size()) - 1, Layout::Plain);
    const auto scales = [](const Follower& f) { return f.kind == Follower::Kind::Affine; };
    if (!product.bTensor && std::any_of(all.begin(), all.end(), scales)) all.clear();
    for (std::size_t count = all.size() + 1; count-- > 0;) {
        const std::span<const Follower> followers(all.data(), count);
        if (const auto made = makePrimitive(product, followers)) {
            emitProduct(builder, product, *made, followers);
            return true;
        }
    }
    return false;
}

void swapLast(Dims& dims) {
    std::swap(dims[dims.size() - 1], dims[dims.size() - 2]);
}

const Tensor* floatConstant(const PlanBuilder& builder, ValueId value) {
    const Tensor* tensor = builder.constant(value);
    return tensor && tensor->type() == DataType::Float ? tensor : nullptr;
}

/// C of Gemm as one number per column; nothing when it is not.
std::optional<std::vector<float>> columnBias(const Tensor& c, std::int64_t columns, float beta) {
    if (c.elementCount() != 1 && (c.elementCount() != columns || c.dim(c.rank() - 1) != columns)) return std::nullopt;
    std::vector<float> bias(static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < bias.size(); ++i)
        bias[i] = beta * c.data<float>()[c.elementCount() == 1 ? 0 : i];
    return bias;
}

} // namespace

bool lowerGemm(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto a = builder.dims(node.input(0)), b = builder.dims(node.input(1)), y = builder.dims(node.output());
    if (!a || !b || !y || a->size() != 2 || b->size() != 2) return false;
    Product product{
        id, node.input(0), node.input(1), *a, rowMajorStrides(*a), *b, rowMajorStrides(*b), *y, floatConstant(builder, node.input(1)), 1,
        {}};
    product.bFactor = node.floatAttribute("alpha", 1.0F);
    if (!product.bTensor && product.bFactor != 1.0F) return false;
    if (node.intAttribute("transA", 0) != 0) {
        swapLast(product.aDims);
        swapLast(product.aStrides);
    }
    if (node.intAttribute("transB", 0) != 0) {
        swapLast(product.bDims);
        swapLast(product.bStrides);
    }
    const float beta = node.floatAttribute("beta", 1.0F);
    if (node.input(2).isValid() && beta != 0.0F) {
        const Tensor* c = floatConstant(builder, node.input(2));
        const auto bias = c ? columnBias(*c, (*y)[1], beta) : std::nullopt;
        if (!bias) return false;
        product.bias = *bias;
    }
    return lower(builder, product);
}

bool lowerMatMul(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    auto a = builder.dims(node.input(0)), b = builder.dims(node.input(1));
    if (!a || !b || !builder.dims(node.output()) || a->empty() || b->empty()) return false;
    if (a->size() == 1) a->insert(a->begin(), 1);
    if (b->size() == 1) b->push_back(1);
    if (b->size() == 2) { // one matrix for all rows of a
        const std::int64_t k = a->back();
        const std::int64_t rows = std::accumulate(a->begin(), a->end() - 1, std::int64_t(1), std::multiplies<>());
        *a = {rows, k};
    }
    const std::size_t rank = std::max(a->size(), b->size());
    a->insert(a->begin(), rank - a->size(), 1);
    b->insert(b->begin(), rank - b->size(), 1);
    Dims y = *a;
    y.back() = b->back();
    for (std::size_t i = 0; i + 2 < rank; ++i)
        y[i] = std::max((*a)[i], (*b)[i]);
    const Product product{
        id, node.input(0), node.input(1), *a, rowMajorStrides(*a), *b, rowMajorStrides(*b), y, floatConstant(builder, node.input(1)), 1,
        {}};
    return elementCountOf(y) == elementCountOf(*builder.dims(node.output())) && lower(builder, product);
}

} // namespace lathe
