#include "core/ops/families.h"
#include "core/ops/move_helpers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

// caffe::DetectionOutput, SSD's last layer: boxes from offsets and prior boxes, suppressed by class, the best of each image.
// Inputs: offsets [N, P · L · 4] (L is 1 when classes share locations), scores [N, P · classes], priors [1, 1 or 2, P · 4].
// Output: [1, 1, detections, 7] of image, class, score and the corners of the box. Source: Liu et al., SSD (ECCV 2016).

enum class CodeType { Corner, CenterSize, CornerSize };

struct Settings {
    std::int64_t classes = 0, locations = 1, background = 0, topK = -1, keepTopK = -1;
    float overlap = 0.3f, eta = 1.0f, confidence = -std::numeric_limits<float>::max();
    CodeType code = CodeType::Corner;
    bool isVarianceInTarget = false;
};

Result<Settings> readSettings(const OpContext& context) {
    static constexpr std::array<std::pair<std::string_view, CodeType>, 3> kCodes{
        {{"CORNER", CodeType::Corner}, {"CENTER_SIZE", CodeType::CenterSize}, {"CORNER_SIZE", CodeType::CornerSize}}};
    const Node& node = context.node;
    Settings settings;
    settings.classes = node.intAttribute("num_classes", 0);
    if (settings.classes < 1 || settings.classes > (1 << 20)) return opError(context, "num_classes is " + std::to_string(settings.classes));
    settings.locations = node.intAttribute("share_location", 1) != 0 ? 1 : settings.classes;
    settings.background = node.intAttribute("background_label_id", 0);
    settings.topK = node.intAttribute("top_k", -1);
    settings.keepTopK = node.intAttribute("keep_top_k", -1);
    settings.overlap = node.floatAttribute("nms_threshold", 0.3f);
    settings.eta = node.floatAttribute("eta", 1.0f);
    settings.confidence = node.floatAttribute("confidence_threshold", settings.confidence);
    settings.isVarianceInTarget = node.intAttribute("variance_encoded_in_target", 0) != 0;
    const std::string code = node.stringAttribute("code_type", "CORNER");
    const auto found = std::ranges::find(kCodes, code, &std::pair<std::string_view, CodeType>::first);
    if (found == kCodes.end()) return opError(context, "code_type is '" + code + "', expected CORNER, CENTER_SIZE or CORNER_SIZE");
    settings.code = found->second;
    return settings;
}

/// Elements of one image, where they are known.
std::optional<std::int64_t> elementsPerImage(const Shape& shape) {
    const Dim dim = productOf(shape, 1, shape.rank());
    return dim.isKnown() ? std::optional(dim.value) : std::nullopt;
}

InferOutcome inferDetections(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    LATHE_TRY(const Settings settings, readSettings(context));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    if (type != DataType::Undefined && type != DataType::Float) return unsupportedType(context, type);
    const Shape *offsets = shapeAt(inputs, 0), *scores = shapeAt(inputs, 1), *priors = shapeAt(inputs, 2);
    for (const Shape* shape : {offsets, scores})
        LATHE_CHECK(requireRank(context, shape, 2, -1, "offsets and scores"));
    LATHE_CHECK(requireRank(context, priors, 3, 4, "priors"));
    if (offsets && scores && priors) {
        const auto boxes = productOf(*priors, 2, priors->rank());
        if (!settings.isVarianceInTarget && priors->dims[1].isKnown() && priors->dims[1].value < 2)
            return opError(context, "the priors bring no variances");
        const auto perImage = elementsPerImage(*offsets), classScores = elementsPerImage(*scores);
        if (boxes.isKnown() && perImage && classScores &&
            (boxes.value % 4 != 0 || *perImage != multiplySaturated({boxes.value, settings.locations}) ||
             *classScores != multiplySaturated({boxes.value / 4, settings.classes})))
            return opError(context, "offsets " + toText(*offsets) + ", scores " + toText(*scores) + " and priors " + toText(*priors) +
                                        " are not of one set of boxes");
        LATHE_CHECK(sameDim(context, offsets->dims[0], scores->dims[0], "batch of offsets and scores"));
    }
    return std::vector{inferredOf(DataType::Float, Shape({Dim(1), Dim(1), Dim(), Dim(7)}))};
}

struct Box {
    float left = 0, top = 0, right = 0, bottom = 0;

    float area() const { return right < left || bottom < top ? 0.0f : (right - left) * (bottom - top); }
};

Box decode(const Settings& settings, const float* offset, const float* prior, const float* variance) {
    float o[4];
    for (int i = 0; i < 4; ++i)
        o[i] = settings.isVarianceInTarget ? offset[i] : offset[i] * variance[i];
    if (settings.code == CodeType::Corner) return {prior[0] + o[0], prior[1] + o[1], prior[2] + o[2], prior[3] + o[3]};
    const float width = prior[2] - prior[0], height = prior[3] - prior[1];
    if (settings.code == CodeType::CornerSize)
        return {prior[0] + o[0] * width, prior[1] + o[1] * height, prior[2] + o[2] * width, prior[3] + o[3] * height};
    const float centreX = o[0] * width + (prior[0] + prior[2]) / 2.0f, centreY = o[1] * height + (prior[1] + prior[3]) / 2.0f;
    const float halfWidth = std::exp(o[2]) * width / 2.0f, halfHeight = std::exp(o[3]) * height / 2.0f;
    return {centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight};
}

float overlapOf(const Box& a, const Box& b) {
    if (b.left > a.right || b.right < a.left || b.top > a.bottom || b.bottom < a.top) return 0.0f;
    const Box common{std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
    const float area = common.area();
    return area / (a.area() + b.area() - area);
}

/// The boxes of one class that survive, best first; the earlier of two equal scores goes first.
std::vector<std::int64_t> survivors(const Settings& settings, const std::vector<Box>& boxes, std::span<const float> scores) {
    std::vector<std::int64_t> order, kept;
    const auto score = [&](std::int64_t i) { return scores[static_cast<std::size_t>(i)]; };
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i] > settings.confidence) order.push_back(static_cast<std::int64_t>(i));
    std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) { return score(a) > score(b); });
    if (settings.topK > -1 && static_cast<std::int64_t>(order.size()) > settings.topK)
        order.resize(static_cast<std::size_t>(settings.topK));
    float threshold = settings.overlap;
    for (const std::int64_t candidate : order) {
        if (isStopAsked()) break;
        const Box& box = boxes[static_cast<std::size_t>(candidate)];
        if (std::ranges::any_of(kept,
                                [&](std::int64_t other) { return overlapOf(box, boxes[static_cast<std::size_t>(other)]) > threshold; }))
            continue;
        kept.push_back(candidate);
        if (settings.eta < 1.0f && threshold > 0.5f) threshold *= settings.eta;
    }
    return kept;
}

struct Detection {
    std::int64_t label = 0;
    float score = 0.0f;
    Box box;
};

/// One image: class by class, then the best of all.
class ImageDetector {
public:
    ImageDetector(const Settings& settings, const Tensor& priors)
        : m_settings(settings), m_priors(priors.data<float>()), m_count(priors.elementCount() / (priors.dim(1) * 4)) {}

    std::vector<Detection> detect(const float* offsets, const float* scores) const {
        std::vector<Detection> found;
        std::vector<Box> boxes;
        std::vector<float> classScores(static_cast<std::size_t>(m_count));
        for (std::int64_t label = 0; label < m_settings.classes; ++label) {
            if (label == m_settings.background) continue;
            if (boxes.empty() || m_settings.locations > 1) boxes = decodeAll(offsets + (m_settings.locations > 1 ? label * 4 : 0));
            for (std::int64_t i = 0; i < m_count; ++i)
                classScores[static_cast<std::size_t>(i)] = scores[i * m_settings.classes + label];
            for (const std::int64_t i : survivors(m_settings, boxes, classScores))
                found.push_back({label, classScores[static_cast<std::size_t>(i)], boxes[static_cast<std::size_t>(i)]});
        }
        keepBest(found);
        return found;
    }

private:
    std::vector<Box> decodeAll(const float* offsets) const {
        std::vector<Box> boxes;
        const float* variances = m_priors.data() + (m_settings.isVarianceInTarget ? 0 : m_count * 4);
        for (std::int64_t i = 0; i < m_count; ++i)
            boxes.push_back(decode(m_settings, offsets + i * 4 * m_settings.locations, m_priors.data() + i * 4, variances + i * 4));
        return boxes;
    }

    /// The best of all classes, still in the order of classes.
    void keepBest(std::vector<Detection>& found) const {
        if (m_settings.keepTopK < 0 || static_cast<std::int64_t>(found.size()) <= m_settings.keepTopK) return;
        std::ranges::stable_sort(found, [](const Detection& a, const Detection& b) { return a.score > b.score; });
        found.resize(static_cast<std::size_t>(m_settings.keepTopK));
        std::ranges::stable_sort(found, [](const Detection& a, const Detection& b) { return a.label < b.label; });
    }

    const Settings& m_settings;
    std::span<const float> m_priors;
    std::int64_t m_count;
};

/// Without any detection one row of -1 per image, as in Caffe.
std::vector<float> rowsOfNothing(std::int64_t images) {
    std::vector<float> rows(static_cast<std::size_t>(images * 7), -1.0f);
    for (std::int64_t i = 0; i < images; ++i)
        rows[static_cast<std::size_t>(i * 7)] = static_cast<float>(i);
    return rows;
}

EvaluateOutcome evaluateDetections(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferDetections(context, inferredOfAll(inputs)));
    LATHE_TRY(const Settings settings, readSettings(context));
    std::vector<float> rows;
    const std::int64_t images = inputs[0].dim(0);
    if (inputs[2].elementCount() > 0) {
        if (inputs[2].dim(0) != 1) return opError(context, "the priors are of more than one image");
        const ImageDetector detector(settings, inputs[2]);
        for (std::int64_t image = 0; image < images; ++image)
            for (const Detection& d : detector.detect(inputs[0].data<float>().data() + image * (inputs[0].elementCount() / images),
                                                      inputs[1].data<float>().data() + image * (inputs[1].elementCount() / images)))
                rows.insert(rows.end(), {static_cast<float>(image), static_cast<float>(d.label), d.score, d.box.left, d.box.top,
                                         d.box.right, d.box.bottom});
    }
    if (rows.empty()) rows = rowsOfNothing(images);
    const auto count = static_cast<std::int64_t>(rows.size()) / 7;
    return oneOutput(context, Tensor::of<float>({1, 1, count, 7}, std::span<const float>(rows)));
}

/// Decoding of every box and a look at every score; the overlaps depend on the data.
Work detectionWork(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    return {.vectorOps = multiplySaturated({elementsOf(inputs), 2}), .specialOps = elementsOf(inputs.first(1)) / 2};
}

} // namespace

std::vector<OpRow> detectionOps() {
    return {{"caffe", "DetectionOutput", 1, OpCategory::Other, QuantRule::Float, inferDetections, evaluateDetections, detectionWork,
             "SSD's boxes from offsets, scores and prior boxes: decoded, suppressed by class, the best of each image."}};
}

} // namespace lathe
