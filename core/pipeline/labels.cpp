#include "core/base/files.h"
#include "core/pipeline/pipeline.h"

#include <algorithm>
#include <charconv>

namespace lathe {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> splitCsvLine(std::string_view line) {
    std::vector<std::string> cells(1);
    bool isQuoted = false;
    for (const char c : line) {
        if (c == '"')
            isQuoted = !isQuoted;
        else if (c == ',' && !isQuoted)
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
    return cells;
}

/// Reads the lines of one label file; remembers where it is for errors.
class LabelReader {
public:
    LabelReader(const fs::path& csv, std::int64_t offset) : m_csv(csv), m_offset(offset) {}

    Status readLine(std::string_view line) {
        ++m_line;
        const auto cells = splitCsvLine(line);
        if (m_line == 1) return readHeader(cells);
        if (cells.size() == 1 && cells[0].empty()) return {};
        if (cells.size() <= std::max(m_fileColumn, m_classColumn)) return problem("the line has too few columns");
        const std::string& digits = cells[m_classColumn];
        std::int64_t index = 0;
        const auto [stop, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        const bool isNumber = failed == std::errc() && stop == digits.data() + digits.size();
        if (!isNumber || index < 0 || index + m_offset < 0) return problem("'" + digits + "' is no class index");
        const auto [place, isNew] = m_labels.emplace(fs::path(cells[m_fileColumn]).filename().string(), index + m_offset);
        if (!isNew && place->second != index + m_offset)
            return problem("'" + place->first + "' has another class further up (" + std::to_string(place->second - m_offset) + ")");
        return {};
    }

    Result<std::vector<std::int64_t>> labelsOf(const std::vector<std::string>& files) {
        std::vector<std::int64_t> labels;
        for (const std::string& file : files) {
            const auto found = m_labels.find(fs::path(file).filename().string());
            labels.push_back(found == m_labels.end() ? -1 : found->second);
        }
        m_line = 0;
        if (std::ranges::all_of(labels, [](std::int64_t label) { return label < 0; }))
            return problem("names none of the " + std::to_string(files.size()) + " samples");
        return labels;
    }

private:
    Status readHeader(const std::vector<std::string>& cells) {
        const auto file = std::ranges::find(cells, "file"), index = std::ranges::find(cells, "class_index");
        if (file == cells.end() || index == cells.end())
            return problem(std::string("the header lacks the column ") + (file == cells.end() ? "file" : "class_index"));
        m_fileColumn = static_cast<std::size_t>(file - cells.begin());
        m_classColumn = static_cast<std::size_t>(index - cells.begin());
        return {};
    }

    Error problem(std::string message) const {
        Error error = Error::input(std::move(message), m_csv.string(), "labels are a CSV with the columns file and class_index");
        error.place.line = m_line;
        return error;
    }

    fs::path m_csv;
    std::int64_t m_offset;
    int m_line = 0;
    std::size_t m_fileColumn = 0, m_classColumn = 0;
    std::map<std::string, std::int64_t> m_labels;
};

} // namespace

Result<std::vector<std::int64_t>> readLabels(const fs::path& csv, std::int64_t offset, const std::vector<std::string>& files) {
    LATHE_TRY(const std::string text, readTextFile(csv));
    LabelReader reader(csv, offset);
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // what spreadsheets put in front
    for (std::size_t begin = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        LATHE_CHECK(reader.readLine(std::string_view(text).substr(begin, end - begin)));
        begin = end + 1;
    }
    return reader.labelsOf(files);
}

} // namespace lathe
