#include "core/simulator/functional/integer_path.h"
#include "tests/core/simulator/functional_networks.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <set>

using namespace lathe;

namespace {

using Dims = std::vector<std::int64_t>;

/// Chains of operators of random shapes, types and parameters, and an input that reaches the ends of the integers.
class RandomChain {
public:
    explicit RandomChain(unsigned seed)
        : m_random(seed), m_numerics{static_cast<Rounding>(pick(0, 3)), static_cast<Requantization>(pick(0, 3)), false},
          m_builder(m_numerics) {}

    Program make() {
        const bool isRow = pick(0, 9) == 0; // [N, C, W]
        m_dims = isRow ? Dims{pick(1, 2), channels(), pick(5, 40)} : Dims{pick(1, 2), channels(), pick(5, 19), pick(5, 40)};
        m_type = type();
        const ValueId input = next(0.02);
        m_inputDims = m_dims;
        std::vector<ValueId> outputs;
        for (std::int64_t i = 0, steps = pick(1, 4); i < steps; ++i)
            addStep();
        if (pick(0, 3) == 0 && m_dims.size() == 4) addProduct();
        outputs.push_back(m_last);
        return m_builder.finish({input}, outputs);
    }

    Tensor input() {
        Tensor tensor = Tensor::makeZeros(DataType::Float, m_inputDims);
        const double range = 0.02 * (m_inputType == DataType::Int16 ? 32768 : 128);
        for (float& x : tensor.mutableData<float>()) {
            const std::int64_t kind = pick(0, 15);
            const double real = kind == 0 ? -2 * range : kind == 1 ? 2 * range : range * (static_cast<double>(pick(0, 2000)) / 1000 - 1);
            x = kind == 2 ? std::nanf("") : static_cast<float>(real);
        }
        return tensor;
    }

private:
    std::int64_t pick(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(m_random() % static_cast<unsigned>(high - low + 1));
    }
    std::int64_t channels() {
        static constexpr std::int64_t kChannels[] = {1, 2, 3, 4, 7, 8, 16, 17, 24, 32, 33, 48, 64, 80, 96, 130};
        return kChannels[pick(0, std::ssize(kChannels) - 1)];
    }
    DataType type() { return pick(0, 3) == 0 ? DataType::Int16 : DataType::Int8; }

    /// A value with the current dims and type; the chain goes on from it.
    ValueId next(double scale) {
        m_zero = m_type == DataType::Int8 && pick(0, 1) == 0 ? static_cast<std::int32_t>(pick(-128, 127)) : 0;
        return nextAlike(scale);
    }
    ValueId nextAlike(double scale) {
        m_scale = scale;
        const ValueId id = m_builder.value("v" + std::to_string(m_values++), m_dims, static_cast<float>(scale), m_type, m_zero);
        if (!m_last.isValid()) m_inputType = m_type;
        m_last = id;
        return id;
    }
    /// Standard deviation of integers spread over a type.
    static double spread(DataType type) { return type == DataType::Int16 ? 12000 : 50; }

    void addStep() {
        switch (pick(0, 6)) {
        case 0:
        case 1:
        case 2:
            return addConvolution();
        case 3:
            return addActivation();
        case 4:
            return addElementwise();
        case 5:
            return addPool();
        default:
            return addConcat();
        }
    }

    void addConvolution() {
        const bool isRow = m_dims.size() == 3;
        const std::int64_t inputs = m_dims[1];
        std::int64_t groups = 1, outputs = channels();
        if (const std::int64_t kind = pick(0, 4); kind == 0) {
            groups = outputs = inputs; // depthwise
        } else if (kind == 1) {
            while (groups < inputs && (inputs % (groups + 1) != 0 || pick(0, 1) == 0))
                ++groups;
            if (inputs % groups != 0) groups = 1;
            outputs = groups * pick(1, 20);
        }
        const std::size_t axes = isRow ? 1 : 2;
        Dims kernel, strides, dilations, begins, ends, dims{m_dims[0], outputs};
        for (std::size_t i = 0; i < axes; ++i) {
            kernel.push_back(pick(1, 5));
            strides.push_back(pick(1, 2));
            dilations.push_back(pick(1, 2));
            const std::int64_t reach = (kernel[i] - 1) * dilations[i] + 1, size = m_dims[2 + i];
            begins.push_back(pick(0, reach / 2 + 1));
            ends.push_back(std::max(pick(0, reach / 2 + 1), reach - size - begins[i]));
            dims.push_back((size + begins[i] + ends[i] - reach) / strides[i] + 1);
        }
        Dims weights{outputs, inputs / groups}, pads = begins;
        weights.insert(weights.end(), kernel.begin(), kernel.end());
        pads.insert(pads.end(), ends.begin(), ends.end());
        const ValueId input = m_last;
        const double terms = static_cast<double>(elementCountOf(weights).value_or(1) / outputs), scale = m_scale;
        const DataType weightType = pick(0, 5) == 0 ? DataType::Int16 : DataType::Int8;
        const double deviation = spread(m_type) * (weightType == DataType::Int16 ? 18900 : 74) * std::sqrt(terms);
        m_dims = dims;
        m_type = type();
        next(scale * 0.01 * 3 * deviation / spread(m_type));
        std::vector<ValueId> operands{input, m_builder.weights(weights, m_random(), 0.01f, weightType)};
        if (pick(0, 1) == 0) operands.push_back(m_builder.bias(outputs, m_random()));
        m_builder.node("Conv", operands, m_last, convAttributes(strides, pads, groups, dilations));
        if (!isRow) m_builder.tile(m_dims[2], m_dims[1], pick(1, m_dims[2]), pick(1, m_dims[1]));
        if (pick(0, 1) == 0) addActivation();
    }

    void addActivation() {
        const ValueId input = m_last;
        const bool isClip = pick(0, 1) == 0;
        nextAlike(m_scale);
        Attributes bounds;
        if (isClip) {
            bounds["min"] = static_cast<float>(-static_cast<double>(pick(0, 100)) * m_scale);
            bounds["max"] = static_cast<float>(static_cast<double>(pick(1, 120)) * m_scale);
        }
        m_builder.graph().opsets[""] = isClip ? 6 : m_builder.graph().opsets[""];
        m_builder.node(isClip ? "Clip" : "Relu", {input}, m_last, bounds, pick(0, 1) == 0);
    }

    /// With itself, a constant of the same dims, one number, or one by channel.
    void addElementwise() {
        static constexpr const char* kOps[] = {"Add", "Sub", "Mul"};
        const char* op = kOps[pick(0, 2)];
        const ValueId input = m_last;
        const DataType inputType = m_type;
        const double scale = m_scale;
        Dims dims = m_dims;
        const std::int64_t kind = pick(0, 4);
        if (kind == 1) dims = {};
        if (kind == 2) std::fill(dims.begin() + 2, dims.end(), 1);
        if (kind == 3) dims = {dims.back()};
        const ValueId other = kind == 4 ? input : m_builder.constant(dims, m_random(), static_cast<float>(scale), inputType);
        m_type = type();
        const double deviation = op[0] == 'M' ? scale * spread(inputType) : 1;
        next(scale * 2 * deviation * spread(inputType) / spread(m_type));
        m_builder.node(op, {input, other}, m_last);
    }

    void addPool() {
        if (m_dims.size() != 4) return;
        const ValueId input = m_last;
        const std::int64_t kind = pick(0, 2);
        if (kind == 2) {
            m_dims[2] = m_dims[3] = 1;
            next(m_scale / 4);
            m_builder.node("GlobalAveragePool", {input}, m_last);
            return;
        }
        const std::int64_t kernel = pick(1, 3), stride = pick(1, 2), pad = kernel / 2;
        for (std::size_t i = 2; i < 4; ++i)
            m_dims[i] = (m_dims[i] + 2 * pad - kernel) / stride + 1;
        if (kind == 0 || pick(0, 1) == 0) m_type = kind == 0 ? m_type : type();
        kind == 0 ? nextAlike(m_scale) : next(m_scale / 2);
        Attributes attributes{
            {"kernel_shape", Dims{kernel, kernel}}, {"strides", Dims{stride, stride}}, {"pads", Dims{pad, pad, pad, pad}}};
        if (kind == 1) attributes["count_include_pad"] = pick(0, 1);
        m_builder.node(kind == 0 ? "MaxPool" : "AveragePool", {input}, m_last, attributes);
    }

    void addConcat() {
        const ValueId input = m_last;
        addActivation();
        const ValueId second = m_last;
        m_dims[1] *= 2;
        pick(0, 1) == 0 ? next(m_scale * 0.9) : nextAlike(m_scale);
        m_builder.node("Concat", {input, second}, m_last, {{"axis", std::int64_t(1)}});
    }

    void addProduct() {
        const ValueId input = m_last;
        const Dims wide = m_dims;
        const std::int64_t depth = wide[1] * wide[2] * wide[3], columns = pick(1, 70);
        if (depth > 4000) return;
        m_dims = {wide[0], depth};
        nextAlike(m_scale);
        m_builder.node("Flatten", {input}, m_last);
        const ValueId flat = m_last;
        const double scale = m_scale, deviation = spread(m_type) * 74 * std::sqrt(static_cast<double>(depth));
        m_dims = {wide[0], columns};
        m_type = type();
        next(scale * 0.01 * 3 * deviation / spread(m_type));
        m_builder.node("Gemm", {flat, m_builder.weights({columns, depth}, m_random()), m_builder.bias(columns, m_random())}, m_last,
                       {{"transB", std::int64_t(1)}});
    }

    std::mt19937 m_random;
    NumericsSpec m_numerics;
    NetworkBuilder m_builder;
    Dims m_dims, m_inputDims;
    DataType m_type = DataType::Int8, m_inputType = DataType::Int8;
    double m_scale = 1;
    std::int32_t m_zero = 0;
    ValueId m_last;
    int m_values = 0;
};

/// Integers of every value, by name.
Result<std::map<ValueId, Tensor>> valuesOf(const Program& program, const Tensor& input, FunctionalOptions options) {
    JobContext context;
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context, options));
    std::map<ValueId, Tensor> values;
    LATHE_TRY(const auto outputs, simulator.run(std::span(&input, 1), context, [&](ValueId id, const Tensor& value) -> Status {
        values[id] = value.clone();
        return {};
    }));
    return values;
}

} // namespace

class VectorPathsTest : public QObject {
    Q_OBJECT
private slots:
    void randomChainsGiveTheSameBytes_data() {
        QTest::addColumn<unsigned>("first");
        for (unsigned first = 0; first < 600; first += 50)
            QTest::addRow("seeds from %u", first) << first;
    }
    void randomChainsGiveTheSameBytes() {
        QFETCH(unsigned, first);
        std::size_t spreadValues = 0, allValues = 0;
        for (unsigned seed = first; seed < first + 50; ++seed) {
            RandomChain chain(seed);
            const Program program = chain.make();
            const Tensor input = chain.input();
            const auto expected = valuesOf(program, input, {IntegerPath::Reference, false});
            VERIFY_OK(expected);
            for (const auto& [id, value] : *expected) {
                const auto elements = value.toInt64s();
                spreadValues += std::set(elements.begin(), elements.end()).size() > 5;
                ++allValues;
            }
            const auto outputs = runWith(program, input, {IntegerPath::Reference, true});
            VERIFY_OK(outputs);
            for (const IntegerPath path : vectorPaths())
                for (const bool byTiles : {false, true})
                    compare(program, input, {path, byTiles}, *expected, *outputs, seed);
        }
        QVERIFY2(spreadValues * 2 > allValues, "most values are saturated: the comparison would prove little");
    }

    /// Sums that pass 32 bits are taken in pieces.
    void sumsOf64Bits() {
        NetworkBuilder builder;
        const ValueId x = builder.value("x", {1, 700, 3, 3}, 0.001f, DataType::Int16);
        const ValueId y = builder.value("y", {1, 20, 3, 3}, 20.0f, DataType::Int16);
        builder.node("Conv", {x, builder.weights({20, 700, 1, 1}, 4)}, y);
        Program program = builder.finish({x}, {y});
        for (auto& [id, weights] : program.network.integers)
            std::ranges::fill(weights.mutableData<std::int8_t>(), std::int8_t(127));
        Tensor input = Tensor::makeZeros(DataType::Float, {1, 700, 3, 3});
        for (std::size_t i = 0; i < 6300; ++i)
            input.mutableData<float>()[i] = i % 9 == 0 ? 100.0f : i % 9 == 1 ? -100.0f : static_cast<float>(i % 65) - 32.0f;
        const auto expected = runWith(program, input, {IntegerPath::Reference, false});
        VERIFY_OK(expected);
        std::set<float> distinct(expected->front().data<float>().begin(), expected->front().data<float>().end());
        QVERIFY(distinct.size() > 5);
        for (const IntegerPath path : vectorPaths()) {
            const auto actual = runWith(program, input, {path, false});
            VERIFY_OK(actual);
            QVERIFY(areIdentical(expected->front(), actual->front()));
        }
    }

    void aPathThatIsNotThereIsAnError() {
        const auto restore = qScopeGuard([] { qunsetenv("LATHE_ISA"); });
        qputenv("LATHE_ISA", "sse9");
        const auto unknown = vectorKernelsOf(IntegerPath::Auto);
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().kind, ErrorKind::Usage);
        qputenv("LATHE_ISA", "generic");
        QCOMPARE(*vectorKernelsOf(IntegerPath::Vnni), &vectorKernels(Isa::Generic));
        qputenv("LATHE_ISA", "reference");
        QVERIFY(*vectorKernelsOf(IntegerPath::Auto) == nullptr);
        for (const auto& [name, isa] : {std::pair{"avx2", Isa::Avx2}, std::pair{"avx512", Isa::Avx512}}) {
            qputenv("LATHE_ISA", name);
            const auto path = vectorKernelsOf(IntegerPath::Auto);
            QCOMPARE(path.isOk(), isSupported(isa));
            if (path) QCOMPARE(*path, &vectorKernels(isa));
        }
    }

private:
    void compare(const Program& program, const Tensor& input, FunctionalOptions options, const std::map<ValueId, Tensor>& expected,
                 const std::vector<Tensor>& outputs, unsigned seed) {
        const QByteArray where = QByteArray("seed ") + QByteArray::number(seed) + ", path " + QByteArray::number(int(options.path)) +
                                 (options.byTiles ? ", by tiles" : "");
        const auto actual = valuesOf(program, input, options);
        QVERIFY2(actual.isOk(), where);
        QCOMPARE(actual->size(), expected.size());
        for (const auto& [id, value] : expected)
            QVERIFY2(areIdentical(value, actual->at(id)), where + ": " + program.network.graph.value(id).name.c_str());
        const auto unseen = runWith(program, input, options); // activations are joined to what makes their input
        QVERIFY2(unseen.isOk(), where);
        for (std::size_t i = 0; i < outputs.size(); ++i)
            QVERIFY2(areIdentical(outputs[i], (*unseen)[i]), where + ": an output, unobserved");
    }
};

LATHE_TEST(VectorPathsTest)
#include "vector_paths_test.moc"
