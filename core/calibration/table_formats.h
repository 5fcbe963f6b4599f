#pragma once

#include "core/calibration/calibration.h"

#include <filesystem>

namespace lathe {

/// One row of the table of files that hold ranges, which command line, documentation and errors read.
struct TableFormatRow {
    std::string_view name, sentence;
    bool (*recognises)(std::string_view text) = nullptr;
    Result<CalibrationTable> (*read)(std::string_view text, const std::string& file) = nullptr;
    std::string (*write)(const CalibrationTable& table) = nullptr;
};
std::span<const TableFormatRow> tableFormats();
const TableFormatRow* findTableFormat(std::string_view name); ///< nullptr: there is none

/// Ranges of a file, whose format is told from its text. Other formats than Lathe's own bring ranges alone: no histograms, and the
/// same bounds for int16.
Result<CalibrationTable> readCalibrationTable(const std::filesystem::path& file);

/// The part of an imported table that concerns `optimised`. Names that only `original` has belong to values that the optimiser
/// removed: they go, with an info. An Input error, all at once with the nearest names, for what neither has.
Result<CalibrationTable> tableForModel(CalibrationTable table, const Graph& optimised, const Graph& original, const std::string& file,
                                       JobContext& context);

} // namespace lathe
