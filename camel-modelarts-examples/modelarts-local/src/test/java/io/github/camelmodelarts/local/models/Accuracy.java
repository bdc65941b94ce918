package io.github.camelmodelarts.local.models;

/**
 * Measures how well texts were read: the number of edits to correct them, relative to their length. Spaces count like
 * any character.
 */
final class Accuracy {

    private int edits;
    private int characters;

    /** Adds one text and returns its own accuracy, 0 to 1. */
    double add(String expected, String read) {
        int distance = distance(expected, read);
        edits += distance;
        characters += expected.length();
        return 1 - (double) distance / expected.length();
    }

    /** The accuracy over all texts. */
    double overall() {
        return 1 - (double) edits / characters;
    }

    /** The Levenshtein distance. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
