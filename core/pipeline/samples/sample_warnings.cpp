#include "core/base/parallel.h"
#include "core/pipeline/samples.h"
#include "core/pipeline/samples/sample_records.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 3;
constexpr double kNearlyConstant = 2;    ///< standard deviation of the levels of a picture
constexpr float kNormalised = 5;         ///< what data behind mean and scale stay within
constexpr double kWideMean = 16;         ///< a mean of levels, not of numbers around 0
constexpr double kSmallScale = 1.0 / 16; ///< a scale of levels
constexpr std::int64_t kLeastForColours = 16, kMostForColours = 64;
constexpr double kSureDeviations = 4; ///< of the mean, before a sign is believed

// Each speaks only where all that was read agrees, or names the files.
constexpr SampleRuleRow kRules[] = {
    {"SMP01", "A sample cannot be read or does not fit its input. Without skip_bad_samples it ends the work; the first is the error, up to "
              "20 others stand below it."},
    {"SMP02", "Samples give the network the same values as another one: they count twice in every statistic."},
    {"SMP03", "Pictures are nearly one colour (a standard deviation below 2 levels), or a featuremap has one value: in single samples, or "
              "an input in all of them."},
    {"SMP04", "A channel is 0 in every sample while others are not."},
    {"SMP05", "In front of the first BatchNormalization (at most 16 nodes behind an input), the float network's values over up to 8 "
              "samples are more than 8 times as spread as in its training, less than an eighth, or shifted by more than 6 standard "
              "deviations: the median over the channels, against the mean and variance that the node stores."},
    {"SMP06", "Red and blue look swapped between calibration and evaluation samples: the mean difference of first and last channel has "
              "opposite signs, each more than 4 standard errors from 0 over at least 16 samples, and nearly the same size."},
    {"SMP07", "Files of several inputs are taken in the order of their names, but some names are in one folder only."},
    {"HZ39", "Data look normalised already although the program normalises: levels of a picture input, or a featuremap whose mean_value or "
             "scale_value is made for levels, stay within -5 to 5 in all samples."},
};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

/// "a.png, b.png, c.png and 4 more"
std::string named(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kMostNamed; ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > kMostNamed ? text + " and " + std::to_string(names.size() - kMostNamed) + " more" : text;
}

/// What was read of one input.
class InputView {
public:
    InputView(const SampleSet& samples, std::size_t input) : m_samples(samples), m_input(input) {
        for (std::int64_t i = 0; i < samples.count; ++i)
            if (auto record = samples.records->find(i, input)) m_read.emplace_back(static_cast<std::size_t>(i), *record);
    }

    const InputSpec& spec() const { return m_samples.inputs[m_input]; }
    std::string title() const { return "the input '" + spec().name + "'"; }
    const std::vector<std::pair<std::size_t, SampleRecord>>& read() const { return m_read; }
    const fs::path& file(std::size_t sample) const { return (*m_samples.paths)[m_input][sample]; }
    std::vector<bool> channels() const { return m_samples.records->channelsWithValues(m_input); }
    /// The names of the samples of which that holds.
    template <class Holds>
    std::vector<std::string> where(Holds holds) const {
        std::vector<std::string> names;
        for (const auto& [sample, record] : m_read)
            if (holds(record)) names.push_back(file(sample).filename().string());
        return names;
    }
    template <class Holds>
    bool all(Holds holds) const {
        return std::ranges::all_of(m_read, [&](const auto& each) { return holds(each.second); });
    }
    /// A warning with the place of the samples.
    void warn(JobContext& context, std::string code, std::string message, std::string remedy) const {
        context.report({Severity::Warning,
                        std::move(code),
                        std::move(message),
                        spec().name,
                        {file(m_read.front().first).parent_path().string(), 0, 0},
                        std::move(remedy)});
    }

private:
    const SampleSet& m_samples;
    const std::size_t m_input;
    std::vector<std::pair<std::size_t, SampleRecord>> m_read;
};

void reportConstant(const InputView& input, JobContext& context) {
    const bool isPicture = takesPictures(input.spec());
    const double bound = isPicture ? kNearlyConstant : 0;
    const auto isConstant = [&](const SampleRecord& record) { return isPicture ? record.deviation < bound : record.min == record.max; };
    const auto names = input.where(isConstant);
    if (names.empty() || (input.spec().shape.empty() && !isPicture)) return;
    if (names.size() == input.read().size())
        return input.warn(
            context, "SMP03",
            input.title() +
                (isPicture ? " gets pictures of nearly one colour" : " has one value (" + number(input.read().front().second.min) + ")") +
                " in all samples: its range says nothing about other data",
            "give samples like the data in use");
    input.warn(context, "SMP03",
               std::to_string(names.size()) + " of " + std::to_string(input.read().size()) + " samples of " + input.title() +
                   (isPicture ? " are nearly one colour: " : " have one value: ") + named(names),
               "leave them out: they do not show what the network sees");
}

void reportZeroChannels(const InputView& input, JobContext& context) {
    const std::vector<bool> hasValue = input.channels();
    const bool isAllZero = std::ranges::none_of(hasValue, [](bool value) { return value; });
    if (hasValue.size() < 2 || isAllZero) return;
    std::vector<std::string> zero;
    for (std::size_t c = 0; c < hasValue.size(); ++c)
        if (!hasValue[c]) zero.push_back(std::to_string(c));
    if (zero.empty()) return;
    input.warn(context, "SMP04",
               (zero.size() == 1 ? "channel " : "channels ") + named(zero) + " of " + input.title() + (zero.size() == 1 ? " is" : " are") +
                   " 0 in all " + std::to_string(input.read().size()) + " samples",
               "look where the data are made; a channel that is in use must be calibrated with its values");
}

/// mean_value or scale_value as one gives them for levels of 0 to 255.
bool normalisesLevels(const InputSpec& spec) {
    const auto isWide = [](double mean) { return std::abs(mean) >= kWideMean; };
    const auto isSmall = [](double scale) { return std::abs(scale) <= kSmallScale; };
    return std::ranges::any_of(spec.mean, isWide) || std::ranges::any_of(spec.scale, isSmall);
}

/// Whether they do.
bool reportNormalised(const InputView& input, JobContext& context) {
    if (!takesPictures(input.spec()) && !normalisesLevels(input.spec())) return false;
    const auto isSmall = [](const SampleRecord& record) { return record.min >= -kNormalised && record.max <= kNormalised; };
    if (!input.all(isSmall)) return false;
    float low = HUGE_VALF, high = -HUGE_VALF;
    for (const auto& [sample, record] : input.read())
        low = std::min(low, record.min), high = std::max(high, record.max);
    if (low == high) return false; // that is another fault
    input.warn(context, "HZ39",
               "the samples of " + input.title() + " look normalised already: all values lie between " + number(low) + " and " +
                   number(high) + ", where levels of 0 to 255 are expected",
               "give the data before mean and scale, which the program has inside, or take mean_value and scale_value out");
    return true;
}

/// The contents of all inputs of a sample as one.
std::optional<ContentHash> contentOf(const SampleSet& samples, std::int64_t sample) {
    Hasher hasher;
    for (std::size_t i = 0; i < samples.inputs.size(); ++i) {
        const auto record = samples.records->find(sample, i);
        if (!record) return std::nullopt;
        hasher.add(record->content);
    }
    return hasher.finish();
}

void reportDuplicates(const SampleSet& samples, JobContext& context) {
    std::map<ContentHash, std::int64_t> first;
    std::vector<std::string> pairs;
    const auto name = [&](std::int64_t i) { return fs::path(samples.files[static_cast<std::size_t>(i)]).filename().string(); };
    for (std::int64_t i = 0; i < samples.count; ++i) {
        const auto content = contentOf(samples, i);
        if (!content) continue;
        const auto [place, isNew] = first.emplace(*content, i);
        if (!isNew) pairs.push_back(name(i) + " (as " + name(place->second) + ")");
    }
    if (pairs.empty()) return;
    context.report({Severity::Warning,
                    "SMP02",
                    std::to_string(pairs.size()) + " of " + std::to_string(samples.count) +
                        " samples have the same content as another: " + named(pairs),
                    {},
                    {fs::path(samples.files.front()).parent_path().string(), 0, 0},
                    "remove them, or give others: they count twice"});
}

void reportPairing(const SampleSet& samples, JobContext& context) {
    const auto stems = [&](std::size_t input) {
        std::set<std::string> names;
        for (const fs::path& file : (*samples.paths)[input])
            names.insert(file.stem().string());
        return names;
    };
    if (samples.paths->empty()) return;
    const std::set<std::string> first = stems(0);
    for (std::size_t i = 1; i < samples.paths->size(); ++i) {
        std::vector<std::string> alone;
        for (const std::string& stem : stems(i))
            if (!first.contains(stem)) alone.push_back(stem);
        if (alone.empty() || alone.size() == first.size()) continue;
        const fs::path folder = (*samples.paths)[i].front().parent_path();
        context.report({Severity::Warning,
                        "SMP07",
                        "the samples of '" + samples.inputs[i].name + "' and '" + samples.inputs.front().name +
                            "' are paired in the order of their names, but only one has " + named(alone),
                        samples.inputs[i].name,
                        {folder.string(), 0, 0},
                        "give the files of one sample the same name"});
    }
}

/// Mean and its standard error of first − last channel over the samples of one input.
struct ColourDifference {
    double mean = 0, error = 0;
    std::int64_t samples = 0;

    bool isSure() const { return samples >= kLeastForColours && std::abs(mean) > kSureDeviations * error; }
};

ColourDifference colourDifference(const InputView& input) {
    ColourDifference all;
    double sum = 0, squares = 0;
    for (const auto& [sample, record] : input.read()) {
        const double difference = record.firstMean - record.lastMean;
        sum += difference;
        squares += difference * difference;
        ++all.samples;
    }
    if (all.samples < 2) return {};
    const double count = double(all.samples);
    all.mean = sum / count;
    all.error = std::sqrt(std::max(0.0, squares / count - all.mean * all.mean) / (count - 1));
    return all;
}

} // namespace

std::span<const SampleRuleRow> sampleRuleTable() {
    return kRules;
}

void reportSamples(const SampleSet& samples, JobContext& context) {
    if (!samples.records || samples.count == 0) return;
    reportPairing(samples, context);
    for (std::size_t i = 0; i < samples.inputs.size(); ++i) {
        const InputView input(samples, i);
        if (input.read().empty()) continue;
        if (!reportNormalised(input, context)) reportConstant(input, context);
        reportZeroChannels(input, context);
    }
    reportDuplicates(samples, context);
}

Status reportSwappedColours(const SampleRequest& request, const SampleSet& evaluation, JobContext& context) {
    if (request.paths.empty() || !evaluation.records) return {};
    LATHE_TRY(const SampleSet calibration, openSamples(evaluation.inputs, request));
    const std::int64_t count = std::min(kMostForColours, calibration.count);
    LATHE_CHECK(parallelFor(context, count, [&](std::int64_t i, int) -> Status {
        (void)calibration.source(i * calibration.count / count); // calibration has said what is wrong with a sample
        return {};
    }));
    for (std::size_t i = 0; i < calibration.inputs.size() && i < evaluation.inputs.size(); ++i) {
        const InputView one(calibration, i), other(evaluation, i);
        const ColourDifference a = colourDifference(one), b = colourDifference(other);
        const bool isOpposite = a.mean * b.mean < 0 && std::abs(a.mean + b.mean) < 0.5 * std::abs(a.mean - b.mean);
        if (!a.isSure() || !b.isSure() || !isOpposite) continue;
        one.warn(context, "SMP06",
                 "red and blue of " + one.title() +
                     " look swapped between calibration and evaluation samples: first less last channel is " + number(a.mean) +
                     " here and " + number(b.mean) + " there on average",
                 "check the colour order of both, and input_type_train, input_type_rt and image_order");
    }
    return {};
}

} // namespace lathe
