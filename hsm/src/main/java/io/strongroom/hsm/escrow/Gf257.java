package io.strongroom.hsm.escrow;

/**
 * Arithmetic modulo 257, the smallest prime above every byte. Elements are 0 to 256. No branch, no
 * table and no division, so that time says nothing of the elements.
 */
final class Gf257 {
    static final int ORDER = 257;

    private Gf257() {}

    static int add(int one, int other) {
        return lifted(one + other - ORDER);
    }

    static int subtract(int one, int other) {
        return lifted(one - other);
    }

    static int multiply(int one, int other) {
        return reduce(one * other);
    }

    /** The element that a number from 0 to 65,791 is: 256 is -1 here. */
    static int reduce(int number) {
        return lifted((number & 0xff) - (number >>> 8));
    }

    /** What gives 1 when multiplied with the element, which is not 0: its 255th power. */
    static int inverse(int element) {
        int power = element;
        for (int i = 1; i < ORDER - 2; i++) {
            power = multiply(power, element);
        }
        return power;
    }

    /** From -257 to 256 into 0 to 256. */
    private static int lifted(int number) {
        return number + (ORDER & (number >> 31));
    }
}
