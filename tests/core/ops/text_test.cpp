#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kTexts[] = {
    {"StringNormalizer drops in any case and writes large", R"(graph "" opset 10
const x: string[3] = {"Monday", "tuesday", "Day 3"}
n: y = StringNormalizer(x) {case_change_action: "UPPER", stopwords: ["MONDAY"]}
const expected: string[2] = {"TUESDAY", "DAY 3"}
output y
)"},
    {"StringNormalizer that minds the case drops only what is equal", R"(graph "" opset 10
const x: string[1, 2] = {"Monday", "monday"}
n: y = StringNormalizer(x) {is_case_sensitive: 1, stopwords: ["monday"]}
const expected: string[1, 1] = {"Monday"}
output y
)"},
    {"StringNormalizer leaves an empty string", R"(graph "" opset 10
const x: string[1] = {"a"}
n: y = StringNormalizer(x) {stopwords: ["a"]}
const expected: string[1] = {""}
output y
)"},
    {"TfIdfVectorizer counts one and two words", R"(graph "" opset 9
const x: int32[6] = {1, 1, 3, 3, 3, 7}
n: y = TfIdfVectorizer(x) {min_gram_length: 1, max_gram_length: 2, ngram_counts: [0, 1], ngram_indexes: [1, 0], pool_int64s: [3, 1, 3], max_skip_count: 0, mode: "TF"}
const expected: float[2] = {1, 3}
output y
)"},
    {"TfIdfVectorizer with gaps counts single words once", R"(graph "" opset 9
const x: int64[6] = {1, 1, 3, 3, 3, 7}
n: y = TfIdfVectorizer(x) {min_gram_length: 1, max_gram_length: 2, ngram_counts: [0, 1], ngram_indexes: [1, 0], pool_int64s: [3, 1, 3], max_skip_count: 1, mode: "TF"}
const expected: float[2] = {3, 3}
output y
)"},
    {"TfIdfVectorizer weighs, row by row", R"(graph "" opset 9
const x: int64[2, 2] = {1, 3, 4, 4}
n: y = TfIdfVectorizer(x) {min_gram_length: 1, max_gram_length: 2, ngram_counts: [0, 1], ngram_indexes: [1, 0], pool_int64s: [3, 1, 3], max_skip_count: 0, mode: "TFIDF", weights: [2.0, 10.0]}
const expected: float[2, 2] = {10, 2, 0, 0}
output y
)"},
    {"TfIdfVectorizer of strings, whether they occur", R"(graph "" opset 9
const x: string[3] = {"a", "a", "b"}
n: y = TfIdfVectorizer(x) {min_gram_length: 1, max_gram_length: 1, max_skip_count: 0, mode: "IDF", ngram_counts: [0], ngram_indexes: [0, 1], pool_strings: ["a", "c"], weights: [0.5, 7.0]}
const expected: float[2] = {0.5, 0}
output y
)"},
    {"Cast of numbers to strings", R"(graph "" opset 13
const x: float[4] = {1, 0.1, 1e20, -0.5}
n: y = Cast(x) {to: 8}
const expected: string[4] = {"1.0", "0.1", "1e+20", "-0.5"}
output y
)"},
    {"Cast of integers to strings", R"(graph "" opset 13
const x: uint64[2] = {18446744073709551615, 7}
n: y = Cast(x) {to: 8}
const expected: string[2] = {"18446744073709551615", "7"}
output y
)"},
    {"Cast of strings to reals", R"(graph "" opset 13
const x: string[4] = {"1.5", " 2e1", "+3", "nan"}
n: y = Cast(x) {to: 1}
const expected: float[4] = {1.5, 20, 3, nan}
output y
)"},
    {"CastLike of strings to integers, exactly", R"(graph "" opset 15
const x: string[3] = {"9007199254740993", "2.9", "-1e2"}
const like: int64[] = {0}
n: y = CastLike(x, like)
const expected: int64[3] = {9007199254740993, 2, -100}
output y
)"},
};

} // namespace

class TextTest : public QObject {
    Q_OBJECT
private slots:
    void texts_data() { addCases(kTexts); }
    void texts() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(TextTest)
#include "text_test.moc"
